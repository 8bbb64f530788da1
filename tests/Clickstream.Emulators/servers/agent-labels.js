'use strict';

// User agents with labels that others gave them, one JSON object a line: those of people with the kind of device they were seen on (user-agents) and what
// bowser reads in them, and those of programs (crawler-user-agents), each with the verdict of isbot.
const fs = require('node:fs');
const path = require('node:path');
const bowser = require('bowser');
const { isbot } = require('isbot');

const modules = path.join(__dirname, '..', 'node_modules');
const read = (...file) => JSON.parse(fs.readFileSync(path.join(modules, ...file)));

const systems = { 'Chrome OS': 'ChromeOS' };
const browsers = {
  'Android Browser': 'Android Browser',
  'Google Search': 'Google App',
  'Microsoft Edge': 'Edge',
  'Opera Touch': 'Opera',
  'Samsung Internet for Android': 'Samsung Internet',
  'Yandex Browser': 'Yandex',
};

const people = new Map();
for (const { userAgent, deviceCategory } of read('user-agents', 'dist', 'user-agents.json')) {
  if (!people.has(userAgent)) people.set(userAgent, deviceCategory);
}

const lines = [];
for (const [agent, device] of people) {
  const { os, browser } = bowser.parse(agent);
  lines.push({ agent, device, os: systems[os.name] || os.name, browser: browsers[browser.name] || browser.name, isProgram: false, isbot: isbot(agent) });
}

const programs = new Set(read('crawler-user-agents', 'crawler-user-agents.json').flatMap(({ instances }) => instances || []));
for (const agent of programs) {
  lines.push({ agent, isProgram: true, isbot: isbot(agent) });
}

process.stdout.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
