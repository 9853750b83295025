// A file dropped or pasted on the page goes into the form's own field; what was chosen is named, and so is that it is read.
const form = document.querySelector("form[data-import]");
const field = form?.querySelector('input[type="file"]');
const told = form?.querySelector("[data-dropped]");

const size = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`);
const tell = () => {
  const file = field.files[0];
  told.textContent = file ? `${file.name}, ${size(file.size)}` : "";
};
const take = (files) => {
  const kept = new DataTransfer();
  kept.items.add(files[0]);
  field.files = kept.files;
  tell();
  field.focus();
};
const hasFile = (data) => data && [...data.types].includes("Files");

if (field) {
  document.getElementById("doc-hint").append(` ${form.dataset.drop}`);
  field.addEventListener("change", tell);
  for (const kind of ["dragenter", "dragover"]) {
    document.addEventListener(kind, (event) => {
      if (!hasFile(event.dataTransfer)) return;
      event.preventDefault();
      document.body.classList.add("dropping");
    });
  }
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) document.body.classList.remove("dropping");
  });
  document.addEventListener("drop", (event) => {
    document.body.classList.remove("dropping");
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    take(event.dataTransfer.files);
  });
  document.addEventListener("paste", (event) => {
    if (!event.clipboardData?.files.length || event.clipboardData.getData("text/plain")) return;
    event.preventDefault();
    take(event.clipboardData.files);
  });
  form.addEventListener("submit", (event) => {
    // Pressed twice, it would be read twice.
    if (form.hasAttribute("aria-busy")) event.preventDefault();
    told.textContent = form.dataset.busy;
    form.setAttribute("aria-busy", "true");
  });
  // Back from the next page, nothing is being read.
  window.addEventListener("pageshow", () => {
    form.removeAttribute("aria-busy");
    tell();
  });
}
