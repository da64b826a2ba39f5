// Signs one EIP-712 message with ethers: node typed.mjs '{key, domain, types, message}' prints {domain, hash, signature, v, r, s}.
import { Signature, TypedDataEncoder, Wallet } from "ethers";

const { key, domain, types, message } = JSON.parse(process.argv[2]);
const signature = await new Wallet(key).signTypedData(domain, types, message);
const { v, r, s } = Signature.from(signature);
const hash = TypedDataEncoder.hash(domain, types, message);
console.log(JSON.stringify({ domain: TypedDataEncoder.hashDomain(domain), hash, signature, v, r, s }));
