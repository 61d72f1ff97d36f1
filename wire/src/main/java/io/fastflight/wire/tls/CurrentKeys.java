package io.fastflight.wire.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows a TLS library the certificate and key of the moment: each handshake has those that were
 * read last.
 *
 * <p>The library asks for an alias first and for what it names later; an alias of each pair's own
 * keeps the two answers together when the pair is replaced in between.
 */
final class CurrentKeys extends X509ExtendedKeyManager {
  private volatile Pair current;

  /** The pair in use, and the one before it for handshakes that have begun. */
  private record Pair(long number, TlsIdentity identity, @Nullable Pair before) {
    String alias() {
      return "fastflight-" + number;
    }

    @Nullable TlsIdentity named(String alias) {
      if (alias.equals(alias())) {
        return identity;
      }
      return before != null && alias.equals(before.alias()) ? before.identity : null;
    }
  }

  CurrentKeys(TlsIdentity first) {
    this.current = new Pair(1, first, null);
  }

  synchronized void replace(TlsIdentity next) {
    Pair old = current;
    current = new Pair(old.number + 1, next, new Pair(old.number, old.identity, null));
  }

  private static boolean fits(Pair pair, String... keyTypes) {
    String algorithm = pair.identity.key().getAlgorithm();
    for (String type : keyTypes) {
      if (type.equals(algorithm)
          || (type.startsWith("EC") && algorithm.equals("EC"))
          || (type.startsWith("Ed") && algorithm.startsWith("Ed"))
          || (type.equals("RSASSA-PSS") && algorithm.equals("RSA"))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    Pair pair = current;
    return fits(pair, keyType) ? pair.alias() : null;
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    Pair pair = current;
    return fits(pair, keyTypes) ? pair.alias() : null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return chooseEngineServerAlias(keyType, issuers, null);
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return chooseEngineClientAlias(keyTypes, issuers, null);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    Pair pair = current;
    return fits(pair, keyType) ? new String[] {pair.alias()} : null;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return getServerAliases(keyType, issuers);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    TlsIdentity named = current.named(alias);
    return named == null ? null : named.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    TlsIdentity named = current.named(alias);
    return named == null ? null : named.key();
  }
}
