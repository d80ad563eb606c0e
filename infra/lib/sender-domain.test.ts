import { senderDomain } from "./sender-domain";

const zone = (api: string, photos: string) => ({ api, photos, hostedZoneId: "Z1" });

test.each([
  ["no-reply@example.org", zone("api.example.org", "photos.example.org"), "example.org"],
  ["no-reply@Mail.Example.org", zone("api.example.org", "photos.example.org"), "mail.example.org"],
  // The zone may be example.org.
  ["no-reply@example.org", zone("api.dev.example.org", "photos.dev.example.org"), "example.org"],
  ["no-reply@example.com.hk", zone("api.example.com.hk", "photos.example.com.hk"), "example.com.hk"],
])("%s can be in the hosted zone of %j", (address, domains, name) => {
  expect(senderDomain(address, domains)).toEqual({ name, hostedZoneId: "Z1" });
});

test.each([
  ["no-reply@example.com", zone("api.example.org", "photos.example.org")],
  ["no-reply@other.com.hk", zone("api.example.com.hk", "photos.example.com.hk")],
  ["no-reply@myexample.org", zone("api.example.org", "photos.example.org")],
  ["no-reply@ple.org", zone("api.example.org", "photos.example.org")],
])("%s cannot be in the hosted zone of %j", (address, domains) => {
  expect(senderDomain(address, domains)).toBeUndefined();
});
