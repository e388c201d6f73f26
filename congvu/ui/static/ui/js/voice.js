/* A voice note of at most a minute, recorded on the page and put into the form's file field, so that it is sent, kept
   without a network and refused like any file. Without a recorder or without this script the field itself stays. */
const MOST = 60, RATE = 32000;
const KINDS = [["audio/webm;codecs=opus", "webm"], ["audio/mp4", "m4a"], ["audio/ogg;codecs=opus", "ogg"]];
const DENIED = "Chưa dùng được micrô. Cho phép trong trình duyệt, hoặc chọn tệp tiếng ở ô dưới.";

const kind = () => KINDS.find(([type]) => MediaRecorder.isTypeSupported(type));
const said = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
const made = (name, className) => Object.assign(document.createElement(name), { className });

function fillField(input, ...files) {
  const chosen = new DataTransfer();
  for (const file of files) chosen.items.add(file);
  input.files = chosen.files;
}

class Voice {
  constructor(input) {
    this.input = input;
    this.button = Object.assign(made("button", "button"), { type: "button", textContent: "Ghi âm" });
    this.state = made("span", "num");
    this.state.setAttribute("role", "status");
    this.box = made("div", "duty-record");
    this.box.append(this.button, this.state);
    input.before(this.box);
    this.button.addEventListener("click", () => (this.running ? this.running.stop() : this.begin()));
    input.addEventListener("change", () => this.show(input.files[0]));
    input.form.addEventListener("submit", (event) => this.finishFirst(event), true);
  }

  async begin() {
    this.button.disabled = true;
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null);
    this.button.disabled = false;
    this.show();
    if (!stream) return void (this.state.textContent = DENIED);
    fillField(this.input);
    const [type, ending] = kind();
    const parts = [], began = Date.now();
    this.running = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: RATE });
    this.running.addEventListener("dataavailable", ({ data }) => parts.push(data));
    this.running.addEventListener("stop", () => {
      clearInterval(this.clock);
      for (const track of stream.getTracks()) track.stop();
      this.running = null;
      if (this.box.isConnected) this.keep(new File(parts, `loi-nhan.${ending}`, { type: type.split(";")[0] }));
    });
    this.running.start();
    this.state.textContent = `Đang ghi, nhiều nhất ${MOST} giây`;
    this.button.textContent = "Dừng ghi";
    this.clock = setInterval(() => {
      const seconds = Math.floor((Date.now() - began) / 1000);
      this.button.textContent = `Dừng ghi ${said(seconds)}`;
      /* the part of the page may have been drawn anew meanwhile */
      if (seconds >= MOST || !this.box.isConnected) this.running?.stop();
    }, 500);
  }

  /* a form sent in the middle of a note waits for it */
  finishFirst(event) {
    if (!this.running) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.submitter = event.submitter;
    this.running.stop();
  }

  keep(file) {
    fillField(this.input, file);
    this.button.textContent = "Ghi lại";
    this.show(file);
    if (this.submitter) this.input.form.requestSubmit(this.submitter);
    this.submitter = null;
  }

  /* what will be sent, to hear it before */
  show(file) {
    this.box.querySelector("audio")?.remove();
    URL.revokeObjectURL(this.heard);
    this.state.textContent = file ? "Sẽ gửi cùng mục này" : "";
    if (!file) return;
    this.heard = URL.createObjectURL(file);
    const player = Object.assign(made("audio", "duty-voice"), { controls: true, src: this.heard });
    player.setAttribute("aria-label", "Nghe lại lời nhắn");
    this.box.append(player);
  }
}

function enhance() {
  for (const input of document.querySelectorAll("[data-cv-voice]:not([data-cv-ready])")) {
    input.dataset.cvReady = "1";
    new Voice(input);
  }
}

if (window.MediaRecorder && navigator.mediaDevices?.getUserMedia && kind()) {
  enhance();
  document.body.addEventListener("htmx:afterSwap", enhance);
}
