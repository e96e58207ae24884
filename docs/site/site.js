// A search finds the pages that have every word, or the beginning of it: `naru::serial` is the
// words `naru` and `serial`, and 세션 finds 세션을.
window.__search = {
  transform: (query) =>
    query
      .split(/[^\p{L}\p{N}_]+/u)
      .filter(Boolean)
      .map((word) => "+" + word)
      .join("* "), // the theme adds the last asterisk
};
