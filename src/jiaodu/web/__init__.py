"""The web door: pages and the JSON API. Floor: web (Django). In: requests. Out: pages; every deed goes through actions."""
