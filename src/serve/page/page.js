// The live page: figures, workers and submissions by server-sent events, read with fetch, so that a token can go along.
// Nothing here is secret: the server decides what each caller sees. Text of others is only ever set as text; reports come
// from the server, escaped.
"use strict";

const LATEST_MOST = 100;
const RETRY_MS = 3000;
const WORKERS_MS = 5000;
const FINAL = new Set(["done", "cancelled", "dead"]);

const byId = (id) => document.getElementById(id);
let token = sessionStorage.getItem("token") || "";
let shown = null; // id of the submission in detail
let stream = null; // AbortController of the events
const rows = new Map(); // id -> row of the table

function headers(more) {
  return token === "" ? { ...more } : { ...more, Authorization: "Bearer " + token };
}

function complain(text) {
  const line = byId("error");
  line.textContent = text;
  line.hidden = text === "";
}

async function ask(path, options = {}) {
  const answer = await fetch(path, { ...options, headers: headers(options.headers) });
  const body = answer.status === 204 ? null : await answer.json();
  if (!answer.ok) {
    throw new Error(body && body.detail ? body.detail : answer.statusText);
  }
  return body;
}

async function tryTo(what) {
  try {
    await what();
    complain("");
  } catch (error) {
    complain(error.message);
  }
}

// ---- small pieces ----

function cell(row, text, className) {
  const td = row.insertCell();
  td.textContent = text === null || text === undefined ? "" : String(text);
  if (className) {
    td.className = className;
  }
  return td;
}

function verdictClass(submission) {
  if (submission.state === "queued" || submission.state === "judging") {
    return "pending";
  }
  return submission.verdict === "AC" ? "AC" : "bad";
}

const clock = (text) => (text ? new Date(text).toLocaleTimeString() : "");

// ---- the queue and its workers ----

function showQueue(queue) {
  for (const name of ["queued", "judging", "dead"]) {
    byId(name).textContent = queue[name];
  }
  if ("paused" in queue) {
    byId("flow").textContent = queue.draining ? "draining" : queue.paused ? "paused" : "running";
  }
}

async function refreshQueue() {
  showQueue(await ask("/v1/queue"));
}

async function refreshWorkers() {
  const { workers } = await ask("/v1/workers");
  const body = byId("workers").tBodies[0];
  body.replaceChildren();
  for (const worker of workers) {
    const row = body.insertRow();
    cell(row, worker.name);
    cell(row, worker.state);
    cell(row, worker.busy, "number");
    cell(row, worker.slots, "number");
  }
}

// Only an admin gets an answer here.
async function refreshRights() {
  const answer = await fetch("/v1/queue/dead?limit=1", { headers: headers() });
  for (const element of document.querySelectorAll(".admin")) {
    element.hidden = !answer.ok;
  }
}

// ---- submissions ----

function fillRow(row, submission) {
  row.replaceChildren();
  cell(row, clock(submission.received_at));
  cell(row, submission.problem === null ? "own tests" : submission.problem);
  cell(row, submission.language);
  cell(row, submission.user);
  cell(row, submission.state, verdictClass(submission));
  cell(row, submission.verdict, verdictClass(submission));
  cell(row, submission.score, "number");
}

function showSubmission(submission, atEnd) {
  const body = byId("latest").tBodies[0];
  let row = rows.get(submission.id);
  if (!row) {
    row = body.insertRow(atEnd ? -1 : 0);
    row.tabIndex = 0;
    row.dataset.id = submission.id;
    rows.set(submission.id, row);
  }
  fillRow(row, submission);
  while (rows.size > LATEST_MOST) {
    const last = body.rows[body.rows.length - 1];
    rows.delete(last.dataset.id);
    last.remove();
  }
  byId("empty").hidden = rows.size > 0;
}

async function refreshLatest() {
  const { submissions } = await ask("/v1/submissions?limit=" + LATEST_MOST);
  rows.clear();
  byId("latest").tBodies[0].replaceChildren();
  for (const submission of submissions) {
    showSubmission(submission, true);
  }
}

// ---- one of them ----

// The server's report, in a tree of its own, so that its style sheet is for it alone. It is a document of escaped text
// without scripts; this page's policy would not let any run either.
async function showReport(submission) {
  const path = "/v1/submissions/" + encodeURIComponent(submission.id) + "/report?part=section";
  const answer = FINAL.has(submission.state) ? await fetch(path, { headers: headers() }) : null;
  const host = byId("report");
  const tree = host.shadowRoot || host.attachShadow({ mode: "open" });
  const made = new DOMParser().parseFromString(answer && answer.ok ? await answer.text() : "", "text/html");
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = "/report.css";
  if (submission.id !== shown) {
    return; // another one was opened meanwhile
  }
  tree.replaceChildren(style, ...made.querySelectorAll("section"));
}

async function showDetail(submission) {
  byId("detail-title").textContent = (submission.problem || "own tests") + " · " + (submission.verdict || submission.state);
  byId("facts").textContent = [submission.id, submission.user, submission.language, submission.state,
    submission.score === null ? "" : "score " + submission.score, submission.reason || ""].filter(Boolean).join(" · ");
  byId("cancel").hidden = submission.state !== "queued" && submission.state !== "judging";
  byId("detail").hidden = false;
  await showReport(submission);
}

async function refreshDetail() {
  if (shown !== null) {
    await showDetail(await ask("/v1/submissions/" + encodeURIComponent(shown)));
  }
}

function open(id) {
  shown = id;
  return tryTo(async () => {
    await refreshDetail();
    byId("detail").scrollIntoView({ block: "nearest" });
  });
}

// ---- events ----

function onEvent(name, data) {
  if (name === "queue") {
    showQueue(data);
  } else if (name === "state") {
    showSubmission(data, false);
    if (data.id === shown) {
      tryTo(refreshDetail);
    }
  }
}

function readEvent(text) {
  let name = "message", data = "";
  for (const line of text.split("\n")) {
    if (line.startsWith("event: ")) {
      name = line.slice(7);
    } else if (line.startsWith("data: ")) {
      data += line.slice(6);
    }
  }
  if (data !== "") {
    onEvent(name, JSON.parse(data));
  }
}

async function readEvents(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) {
      return;
    }
    const pieces = (rest + value).split("\n\n");
    rest = pieces.pop();
    pieces.forEach(readEvent);
  }
}

// Until it breaks; what happened meanwhile is asked for first.
async function follow(signal) {
  const answer = await fetch("/v1/events", { headers: headers(), signal });
  if (!answer.ok) {
    throw new Error(answer.status === 401 ? "a token is wanted" : (await answer.json()).detail);
  }
  await Promise.all([refreshQueue(), refreshWorkers(), refreshLatest(), refreshRights(), refreshDetail()]);
  byId("connection").textContent = "live";
  await readEvents(answer.body);
  throw new Error("the server has gone");
}

async function connect() {
  if (stream !== null) {
    stream.abort();
  }
  const mine = new AbortController();
  stream = mine;
  while (!mine.signal.aborted) {
    try {
      await follow(mine.signal);
    } catch (error) {
      if (mine.signal.aborted) {
        return;
      }
      byId("connection").textContent = error.message;
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

// ---- what a person does ----

byId("login").addEventListener("submit", (event) => {
  event.preventDefault();
  token = byId("token").value.trim();
  sessionStorage.setItem("token", token);
  byId("token").value = "";
  connect();
});

byId("verbs").addEventListener("click", (event) => {
  const { verb, body } = event.target.dataset;
  if (verb) {
    tryTo(async () => {
      await ask(verb, { method: "POST", body, headers: body ? { "Content-Type": "application/json" } : {} });
      await refreshQueue();
    });
  }
});

for (const kind of ["click", "keydown"]) {
  byId("latest").addEventListener(kind, (event) => {
    const row = event.target.closest("tbody tr");
    if (row && (kind === "click" || event.key === "Enter")) {
      open(row.dataset.id);
    }
  });
}

for (const verb of ["cancel", "rejudge"]) {
  byId(verb).addEventListener("click", () => tryTo(async () => {
    await ask("/v1/submissions/" + encodeURIComponent(shown) + "/" + verb, { method: "POST" });
    await refreshDetail();
  }));
}

byId("close").addEventListener("click", () => {
  shown = null;
  byId("detail").hidden = true;
});

setInterval(() => {
  if (!document.hidden) {
    Promise.all([refreshWorkers(), refreshQueue()]).catch(() => undefined); // the stream's loop tells of it
  }
}, WORKERS_MS);

connect();
