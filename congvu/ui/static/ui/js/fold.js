/* Vietnamese text without marks, for finding: "Đấu thầu" answers to "dau thau", words in any order. */
export function fold(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
}

export function marked(text) {
  return /[\u0300-\u036fđĐ]/.test(text.normalize("NFD"));
}

/* A finder over entries {text, …}: what is typed without marks is found without marks, with marks exactly;
   a typed word may be the beginning of any word, or of the code. */
export function finder(entries) {
  const plain = entries.map((entry) => " " + fold(entry.text));
  const exact = entries.map((entry) => " " + entry.text.normalize("NFC").toLowerCase());
  return (query, limit) => {
    const words = query.normalize("NFC").toLowerCase().trim().split(/\s+/).filter(Boolean);
    const tests = words.map((word) => (marked(word) ? [exact, word] : [plain, fold(word)]));
    const found = [];
    for (let i = 0; i < entries.length && found.length < limit; i += 1) {
      if (tests.every(([texts, word]) => texts[i].includes(" " + word) || texts[i].includes("-" + word) || texts[i].includes("." + word))) {
        found.push(entries[i]);
      }
    }
    return found;
  };
}
