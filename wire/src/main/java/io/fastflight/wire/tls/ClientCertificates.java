package io.fastflight.wire.tls;

/** Says whether a server asks its callers for a certificate. */
public enum ClientCertificates {
  /** It does not ask. */
  NONE,

  /** It asks; a caller may have none, but one that is not trusted ends the connection. */
  OPTIONAL,

  /** It asks, and a caller without one does not get a connection. */
  REQUIRED
}
