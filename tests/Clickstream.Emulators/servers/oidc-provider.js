'use strict';

require('./dies-with-parent');
const http = require('http');

// Any name signs in, with any password; its e-mail address is NAME@example.com, which is verified but for the name "unverified".
const account = (_, id) => ({
  accountId: id,
  claims: () => ({ sub: id, name: `Name of ${id}`, email: `${id}@example.com`, email_verified: id !== 'unverified' }),
});

import('oidc-provider').then(({ Provider }) => {
  let answer;
  const server = http.createServer((request, response) => answer(request, response));
  server.listen(0, '127.0.0.1', () => {
    const issuer = `http://127.0.0.1:${server.address().port}`;
    const provider = new Provider(issuer, {
      clients: [{
        client_id: 'clickstream-live',
        client_secret: 'a-secret-of-the-client-0123456789',
        redirect_uris: ['http://127.0.0.1/signin-oidc'],
        token_endpoint_auth_method: 'client_secret_post',
      }],
      claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
      cookies: { keys: ['only for tests'] },
      pkce: { required: () => true },
      findAccount: account,
    });
    // Every test has a port of its own.
    provider.Client.prototype.redirectUriAllowed = uri => new URL(uri).hostname === '127.0.0.1' && new URL(uri).pathname === '/signin-oidc';
    answer = provider.callback();
    console.log(issuer);
  });
});
