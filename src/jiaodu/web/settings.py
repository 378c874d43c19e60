"""Settings of the web, all from the environment, safe by default. Floor: web.

JIAODU_DATA folder of records, store, evidence and secret · JIAODU_DATABASE_URL postgresql://… instead of SQLite ·
JIAODU_HOSTS host names · JIAODU_HTTPS=0 to go without TLS although a host name is not this machine · JIAODU_PROXIES how many
proxies stand before us · JIAODU_DEBUG=1 for developers only. Every name stands in docs/serving.md, those of accounts in docs/accounts.md.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from jiaodu.web.environment import database_of, is_open_to_others, number_of, secret_of

JIAODU_DATA = Path(os.environ.get("JIAODU_DATA", "data")).resolve()
DEBUG = os.environ.get("JIAODU_DEBUG") == "1"
SECRET_KEY = secret_of(JIAODU_DATA)
ALLOWED_HOSTS = os.environ.get("JIAODU_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
# whoever serves others than this machine needs TLS, unless they say that they know better
HTTPS = os.environ.get("JIAODU_HTTPS", "1" if is_open_to_others(ALLOWED_HOSTS) else "0") == "1"
PROXIES = number_of("JIAODU_PROXIES", 0)
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []
DATABASES = {"default": database_of(JIAODU_DATA)}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "jiaodu.records",
    "jiaodu.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "jiaodu.web.headers.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "jiaodu.web.acting.ActorMiddleware",
    "jiaodu.web.gate.GateMiddleware",
]
ROOT_URLCONF = "jiaodu.web.urls"
WSGI_APPLICATION = "jiaodu.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "jiaodu.web.acting.page_context",
            ],
            "builtins": ["jiaodu.web.templatetags.words"],
        },
    }
]

AUTH_USER_MODEL = "records.User"
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "jiaodu.actions.passwords.OneTimeHasher",
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
# lockout: five wrong passwords for an account from an address, half an hour, or until the office unlocks
AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = dt.timedelta(minutes=30)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "jiaodu.web.acting.address_of"
AXES_LOCKOUT_CALLABLE = "jiaodu.web.views.sessions.locked_out"
# passwords: how long a one-time password works; after how many days a new one must be chosen (0: never)
ONE_TIME_PASSWORD_DAYS = number_of("JIAODU_SLIP_DAYS", 30)
PASSWORD_DAYS = number_of("JIAODU_PASSWORD_DAYS", 0)
SECOND_FACTOR_ROLES = frozenset(filter(None, os.environ.get("JIAODU_SECOND_FACTOR_ROLES", "").split(",")))
OTP_TOTP_ISSUER = os.environ.get("JIAODU_NAME", "jiaodu")
IDLE_MINUTES = number_of("JIAODU_IDLE_MINUTES", 60)
SESSION_HOURS = number_of("JIAODU_SESSION_HOURS", 12)
# limits of actions/limits.py that a deployment wants otherwise: {"api": (600, 60)}
LIMITS: dict[str, tuple[int, int]] = {}

# sign-on by OpenID Connect, on where JIAODU_OIDC_CLIENT_ID is set; accounts are never made by it
OIDC_RP_CLIENT_ID = os.environ.get("JIAODU_OIDC_CLIENT_ID", "")
OIDC_RP_CLIENT_SECRET = os.environ.get("JIAODU_OIDC_CLIENT_SECRET", "")
OIDC_OP_ISSUER = os.environ.get("JIAODU_OIDC_ISSUER", "")
OIDC_OP_AUTHORIZATION_ENDPOINT = os.environ.get("JIAODU_OIDC_AUTHORIZE", "")
OIDC_OP_TOKEN_ENDPOINT = os.environ.get("JIAODU_OIDC_TOKEN", "")
OIDC_OP_USER_ENDPOINT = os.environ.get("JIAODU_OIDC_USERINFO", "")
OIDC_OP_JWKS_ENDPOINT = os.environ.get("JIAODU_OIDC_JWKS", "")
OIDC_CLAIM = os.environ.get("JIAODU_OIDC_CLAIM", "sub")
OIDC_RP_SIGN_ALGO = "RS256"
OIDC_RP_SCOPES = "openid profile"
OIDC_CREATE_USER = False
OIDC_USE_NONCE = OIDC_USE_PKCE = True
OIDC_TIMEOUT = 10
OIDC_AUTHENTICATION_CALLBACK_URL = "sign-on-back"
if OIDC_RP_CLIENT_ID:
    AUTHENTICATION_BACKENDS.append("jiaodu.web.sign_on.SignOn")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
# `jiaodu serve` gathers the static files: names that carry the hash of their bytes, compressed once, kept for ever by browsers
SERVING = os.environ.get("JIAODU_SERVING") == "1"
STATIC_ROOT = JIAODU_DATA / "static" if SERVING else None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "jiaodu.web.gathered.Gathered"
        if SERVING
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "jiaodu.web.packaged.PackagedFinder",
]
WHITENOISE_USE_FINDERS = not SERVING
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# no script and no style in the page itself: both come from files of ours
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
# the login page asks axes itself
SILENCED_SYSTEM_CHECKS = ["axes.W002"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20

# what goes wrong is said where the service's log is read (stderr); no request's content is
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "jiaodu": {"level": "INFO"},
        "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
    },
}
