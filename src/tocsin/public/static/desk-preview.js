// Loads a preview again, where it was scrolled to, when the page that edits the case has saved.
for (const frame of document.querySelectorAll("iframe.preview[data-channel]")) {
  if (!("BroadcastChannel" in window)) break;
  new BroadcastChannel(frame.dataset.channel).onmessage = (event) => {
    if (event.data === "saved") frame.contentWindow.location.reload();
  };
}
