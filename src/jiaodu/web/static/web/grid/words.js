// Words in the page's language.
export const english = document.documentElement.lang === "en";
export const say = (zh, en) => (english ? en : zh);
