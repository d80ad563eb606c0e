/* global document, location, sessionStorage, setInterval */
// Lists the messages that the emulator has recorded. Their content is shown as text, never as markup.

const EVERY_MS = 3_000;
const byId = (id) => document.getElementById(id);

/** An element with text or children in it. */
function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

async function getJson(url) {
  const answer = await fetch(url, { cache: "no-store" });
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
  return answer.json();
}

/** Text with its six-digit codes marked. */
function withCodes(text) {
  return text.split(/\b(\d{6})\b/).map((part, index) => (index % 2 === 1 ? element("mark", {}, part) : part));
}

/** When each text message was first seen here, by its id: 0 for those that were there before the page. */
const seen = new Map(JSON.parse(sessionStorage.getItem("seen") ?? "[]"));
let firstLoad = seen.size === 0;

/** Text messages, newest first as far as that is known. */
function texts({ sms_messages: byNumber }) {
  const messages = Object.values(byNumber).flat().reverse();
  for (const { MessageId: id } of messages) if (!seen.has(id)) seen.set(id, firstLoad ? 0 : Date.now());
  firstLoad = false;
  sessionStorage.setItem("seen", JSON.stringify([...seen]));
  return messages
    .map((message) => ({
      at: seen.get(message.MessageId),
      to: message.PhoneNumber,
      from: message.MessageAttributes?.["AWS.SNS.SMS.SenderID"]?.StringValue,
      body: message.Message,
    }))
    .sort((a, b) => b.at - a.at);
}

/** E-mails, newest first. */
function mails({ messages: byAccount }) {
  return Object.values(byAccount)
    .flat()
    .map((mail) => ({
      at: mail.Timestamp * 1_000,
      to: [...mail.To, ...mail.CC, ...mail.BCC].join(", "),
      from: mail.Source,
      subject: mail.Subject,
      body: mail.BodyText || mail.BodyHtml || "",
    }))
    .sort((a, b) => b.at - a.at);
}

function item({ at, to, from, subject, body }) {
  const time = at > 0 ? new Date(at) : undefined;
  return element(
    "li",
    {},
    element(
      "p",
      { class: "meta" },
      element("strong", {}, to),
      from ? ` from ${from}` : "",
      ...(time ? [" · ", element("time", { datetime: time.toISOString() }, time.toLocaleTimeString())] : []),
    ),
    ...(subject ? [element("h3", {}, subject)] : []),
    element("p", { class: "body" }, ...withCodes(body)),
  );
}

/** Shows a list; leaves it alone when nothing changed, so that a selection stays. */
function show(list, messages) {
  const version = JSON.stringify(messages);
  if (list.dataset.version === version) return;
  list.dataset.version = version;
  list.replaceChildren(
    ...(messages.length > 0 ? messages.map(item) : [element("li", { class: "note" }, "None yet.")]),
  );
}

/** Shows the status. Only when it changes, since a screen reader reads out every change of a live region. */
function say(text) {
  const status = byId("status");
  if (status.textContent !== text) status.textContent = text;
  byId("checked").textContent = `at ${new Date().toLocaleTimeString()}`;
}

async function refresh() {
  try {
    const [sms, ses] = await Promise.all([
      getJson("/_ministack/sns/sms-messages"),
      getJson("/_ministack/ses/messages"),
    ]);
    const [textList, mailList] = [texts(sms), mails(ses)];
    show(byId("texts"), textList);
    show(byId("mails"), mailList);
    say(`Text messages: ${textList.length}, e-mails: ${mailList.length}`);
  } catch (error) {
    say(`The local cloud does not answer (${error.message}). Is it running? npm start`);
  }
}

async function showApiUrl() {
  const { servers } = await getJson("openapi.json");
  const apiUrl = new URL(servers[0].url, location.origin).href;
  for (const place of document.querySelectorAll(".api")) place.textContent = apiUrl;
}

byId("refresh").addEventListener("click", () => void refresh());
setInterval(() => {
  if (byId("auto").checked && !document.hidden) void refresh();
}, EVERY_MS);
void refresh();
void showApiUrl();
