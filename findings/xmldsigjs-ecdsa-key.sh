#!/bin/sh
# xmldsigjs, version 2.8.8 (npm), cannot verify an ECDSA signature with a public key that the caller brings.
#
# SignedXml.Verify(key) imports the key anew by the algorithm that it read from SignatureMethod. That has a hash and no
# curve, and Web Crypto wants the curve: it throws. Verify() without a key takes the key that stands in the signature
# itself, and holds: so the way that proves who signed fails, and the one that proves nothing about him works.
# With RSA both hold. What helps: set `signed.Algorithm = { name: "ECDSA", namedCurve: "P-256" }` before Verify.
#
# Needs node (18 or newer) and npm. Exit 0: as said here; 1: it behaves otherwise now.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund xmldsigjs@2.8.8 xml-core@1.2.6 @xmldom/xmldom@0.9.12 xpath@0.0.34
cat >shown.mjs <<'END'
import { webcrypto } from "node:crypto";
import { DOMImplementation, DOMParser, XMLSerializer } from "@xmldom/xmldom";
import { setNodeDependencies } from "xml-core";
import { Application, Parse, SignedXml } from "xmldsigjs";
import xpath from "xpath";

setNodeDependencies({ DOMImplementation, DOMParser, XMLSerializer, xpath });
Application.setEngine("node", webcrypto);
const kinds = [
  { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" },
];
for (const kind of kinds) {
  const keys = await webcrypto.subtle.generateKey(kind, true, ["sign", "verify"]);
  const signer = new SignedXml();
  const references = [{ hash: "SHA-256", transforms: ["enveloped", "c14n"] }];
  await signer.Sign({ ...kind }, keys.privateKey, Parse("<note>5</note>"), { keyValue: keys.publicKey, references });
  const document = Parse(signer.toString());
  const verify = async (...key) => {
    const signed = new SignedXml(document);
    signed.LoadXml(document.getElementsByTagNameNS("http://www.w3.org/2000/09/xmldsig#", "Signature")[0]);
    return signed.Verify(...key).catch((error) => `throws ${error.code}`);
  };
  console.log(`${kind.name}, key brought along: ${await verify(keys.publicKey)}`);
  console.log(`${kind.name}, key in the signature: ${await verify()}`);
}
END
node shown.mjs | tee seen
cat >expected <<'END'
ECDSA, key brought along: throws ERR_MISSING_OPTION
ECDSA, key in the signature: true
RSASSA-PKCS1-v1_5, key brought along: true
RSASSA-PKCS1-v1_5, key in the signature: true
END
cmp -s seen expected
