// Makes the page of writing nicer; nothing in it is needed.
// It counts while somebody writes, and asks before a text that was not sent is left behind. It keeps and sends nothing.

const form = document.getElementById("form");
const text = document.getElementById("text");
const size = document.getElementById("size");

// Words by the rules of the letter's language; of Chinese and Japanese the characters, as the page itself counts.
const byCharacter = /^(zh|ja|yue)\b/i;

function counter(language) {
  if (byCharacter.test(language)) return { segment: (content) => [...content].map(asCharacter) };
  try {
    return new Intl.Segmenter(language || undefined, { granularity: "word" });
  } catch {
    return null;
  }
}

function asCharacter(character) {
  return { isWordLike: /[\p{L}\p{N}]/u.test(character) };
}

function words(segmenter) {
  let count = 0;
  for (const part of segmenter.segment(text.value)) {
    if (part.isWordLike) count += 1;
  }
  return count;
}

if (form && text && size) {
  const segmenter = counter(text.lang);
  const label = size.dataset.words;
  if (segmenter && label) {
    const show = () => {
      const number = words(segmenter).toLocaleString(document.documentElement.lang);
      size.textContent = label.replace("{number}", number);
    };
    let waiting = 0;
    text.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(show, 300);
    });
  }

  let leaving = false;
  form.addEventListener("submit", () => {
    leaving = true;
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && text.value.trim()) event.preventDefault();
  });
}
