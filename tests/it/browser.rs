//! A headless Chromium, driven over its debugging pipe: pages are opened, clicked, typed into, printed and looked at.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

/// A browser with one page
pub struct Browser {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    calls: u64,
    session: Option<String>,
    /// What the page did since it was opened
    events: Vec<Value>,
    _profile: TempDir,
}

impl Browser {
    /// A browser that listens for what pages fetch and complain of; it ends by itself should a test hang
    pub fn start() -> Browser {
        let profile = TempDir::new().unwrap();
        let mut child = Command::new("sh")
            .args(["-c", "exec timeout 300 chromium \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1", "sh"])
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--remote-debugging-pipe",
                "--no-first-run",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let mut browser =
            Browser { child, input, output, calls: 0, session: None, events: Vec::new(), _profile: profile };
        let target = browser.call("Target.createTarget", json!({"url": "about:blank"}));
        let attached =
            browser.call("Target.attachToTarget", json!({"targetId": target["targetId"], "flatten": true}));
        browser.session = attached["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log", "Network", "Accessibility"] {
            browser.call(&format!("{domain}.enable"), json!({}));
        }
        browser
    }

    /// Calls the browser, and keeps what it tells meanwhile
    pub fn call(&mut self, method: &str, params: Value) -> Value {
        self.calls += 1;
        let mut message = json!({"id": self.calls, "method": method, "params": params});
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        self.input.write_all(message.to_string().as_bytes()).unwrap();
        self.input.write_all(&[0]).unwrap();
        self.input.flush().unwrap();
        loop {
            let answer = self.read();
            if answer["id"] == json!(self.calls) {
                assert!(answer.get("error").is_none(), "{method}: {answer}");
                return answer["result"].clone();
            }
            self.events.push(answer);
        }
    }

    fn read(&mut self) -> Value {
        let mut bytes = Vec::new();
        self.output.read_until(0, &mut bytes).unwrap();
        assert_eq!(bytes.pop(), Some(0), "the browser ended");
        serde_json::from_slice(&bytes).unwrap()
    }

    /// Opens a file, and waits until it is there whole
    pub fn open(&mut self, path: &Path) {
        self.events.clear();
        self.call("Page.navigate", json!({"url": format!("file://{}", path.display())}));
        for _ in 0..200 {
            if self.value("document.readyState + location.protocol") == json!("completefile:") {
                return;
            }
            sleep(Duration::from_millis(50));
        }
        panic!("{} does not open", path.display());
    }

    /// What the page fetched, and what went wrong in it
    pub fn complaints(&mut self) -> Vec<String> {
        // What it has to say comes before the answer to this.
        self.value("1");
        let is_complaint = |event: &&Value| {
            let method = event["method"].as_str().unwrap_or_default();
            let fetched =
                method == "Network.requestWillBeSent" && event["params"]["type"] != json!("Document");
            fetched
                || ["Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded"].contains(&method)
        };
        self.events.iter().filter(is_complaint).map(Value::to_string).collect()
    }

    /// The value of an expression in the page
    pub fn value(&mut self, expression: &str) -> Value {
        let answer = self.call(
            "Runtime.evaluate",
            json!({"expression": expression, "returnByValue": true, "awaitPromise": true}),
        );
        assert!(answer.get("exceptionDetails").is_none(), "{expression}: {answer}");
        answer["result"]["value"].clone()
    }

    /// Presses and lets go of a key
    pub fn press(&mut self, key: &str) {
        let (code, text) = match key {
            "Enter" => (13, "\r"),
            " " => (32, " "),
            "Tab" => (9, ""),
            _ => panic!("no such key: {key}"),
        };
        let code_name = if key == " " { "Space" } else { key };
        let mut event =
            json!({"type": "keyDown", "key": key, "code": code_name, "windowsVirtualKeyCode": code});
        if !text.is_empty() {
            event["text"] = json!(text);
        }
        self.call("Input.dispatchKeyEvent", event.clone());
        event["type"] = json!("keyUp");
        self.call("Input.dispatchKeyEvent", event);
    }

    /// Clicks into the middle of an element
    pub fn click(&mut self, selector: &str) {
        let place = self.value(&format!(
            "(() => {{ const e = document.querySelector({selector:?}); e.scrollIntoView({{block: 'center'}});
               const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; }})()"
        ));
        for kind in ["mousePressed", "mouseReleased"] {
            let event =
                json!({"type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1});
            self.call("Input.dispatchMouseEvent", event);
        }
    }

    /// Shows the page to an eye that wants it `light` or `dark`, on `screen` or in `print`
    pub fn look(&mut self, scheme: &str, medium: &str) {
        let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        self.call("Emulation.setEmulatedMedia", json!({"media": medium, "features": features}));
    }

    /// Makes the window that wide and high
    pub fn resize(&mut self, width: u32, height: u32) {
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.call("Emulation.setDeviceMetricsOverride", metrics);
    }

    /// The page on paper
    pub fn pdf(&mut self) -> Vec<u8> {
        let answer =
            self.call("Page.printToPDF", json!({"preferCSSPageSize": true, "printBackground": false}));
        STANDARD.decode(answer["data"].as_str().unwrap()).unwrap()
    }

    /// The page on the screen
    pub fn screenshot(&mut self) -> Vec<u8> {
        let size = self.value("[innerWidth, document.documentElement.scrollHeight]");
        let clip = json!({"x": 0, "y": 0, "width": size[0], "height": size[1], "scale": 1});
        let answer =
            self.call("Page.captureScreenshot", json!({"captureBeyondViewport": true, "clip": clip}));
        STANDARD.decode(answer["data"].as_str().unwrap()).unwrap()
    }

    /// What a screen reader meets: `role name` of everything
    pub fn read_aloud(&mut self) -> Vec<String> {
        let tree = self.call("Accessibility.getFullAXTree", json!({}));
        let nodes = tree["nodes"].as_array().unwrap().iter().filter(|node| node["ignored"] == json!(false));
        let text = |node: &Value, part: &str| node[part]["value"].as_str().unwrap_or_default().to_owned();
        nodes.map(|node| format!("{} {}", text(node, "role"), text(node, "name"))).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Asked, it takes its helpers with it; killed, it would leave them behind.
        let _ = self
            .input
            .write_all(b"{\"id\":0,\"method\":\"Browser.close\"}\0")
            .and_then(|()| self.input.flush());
        let _ = self.child.wait();
    }
}
