// The camera and the decoder: a 640 x 360 copy of each frame goes to the worker, one at a time; a text found comes back with its frame's time.
const SIZE = { width: 640, height: 360 };

export function startDecoder(url) {
    const worker = new Worker(url, { type: "module" });
    const waits = new Map();
    let last = 0;
    const ready = new Promise((resolve, reject) => {
        worker.addEventListener("error", reject);
        worker.addEventListener("message", ({ data }) => {
            if (data.ready) return resolve();
            waits.get(data.id)?.(data.text);
            waits.delete(data.id);
        });
    });
    const decode = (image) =>
        new Promise((resolve) => {
            last += 1;
            waits.set(last, resolve);
            worker.postMessage({ id: last, image }, [image.data.buffer]);
        });
    return { ready, decode };
}

export class Camera {
    constructor(video, decoder, found) {
        Object.assign(this, { video, decoder, found, facing: "environment", busy: false });
        const canvas = Object.assign(document.createElement("canvas"), SIZE);
        this.paper = canvas.getContext("2d", { willReadFrequently: true });
    }

    async start() {
        this.stop();
        const video = { facingMode: this.facing, width: { ideal: 1280 }, height: { ideal: 720 } };
        this.stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
        this.video.srcObject = this.stream;
        await this.video.play();
        this.watch();
    }

    stop() {
        for (const track of this.stream?.getTracks() ?? []) track.stop();
    }

    watch() {
        const next = () => this.watch();
        if (this.video.requestVideoFrameCallback) this.video.requestVideoFrameCallback((now) => (this.look(now), next()));
        else requestAnimationFrame((now) => (this.look(now), next()));
    }

    async look(now) {
        if (this.busy || document.hidden || !this.video.videoWidth) return;
        this.busy = true;
        try {
            this.paper.drawImage(this.video, ...this.middle(), 0, 0, SIZE.width, SIZE.height);
            const text = await this.decoder.decode(this.paper.getImageData(0, 0, SIZE.width, SIZE.height));
            if (text) this.found(text, now);
        } finally {
            this.busy = false;
        }
    }

    // The widest part of the frame that has the picture's proportions: an upright phone films upright.
    middle() {
        const { videoWidth: wide, videoHeight: high } = this.video;
        const height = Math.min(high, (wide * SIZE.height) / SIZE.width);
        const width = (height * SIZE.width) / SIZE.height;
        return [(wide - width) / 2, (high - height) / 2, width, height];
    }

    get track() {
        return this.stream?.getVideoTracks()[0];
    }

    get hasTorch() {
        return Boolean(this.track?.getCapabilities?.().torch);
    }

    light(on) {
        return this.track.applyConstraints({ advanced: [{ torch: on }] });
    }

    turn() {
        this.facing = this.facing === "environment" ? "user" : "environment";
        return this.start();
    }
}
