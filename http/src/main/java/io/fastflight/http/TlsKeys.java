package io.fastflight.http;

import io.fastflight.wire.tls.ServerTls;
import io.netty.handler.ssl.util.SimpleKeyManagerFactory;
import java.security.KeyStore;
import javax.net.ssl.KeyManager;
import javax.net.ssl.ManagerFactoryParameters;

/** Hands Armeria the certificate and key of the moment: it asks for a factory of them. */
final class TlsKeys extends SimpleKeyManagerFactory {
  private final ServerTls tls;

  TlsKeys(ServerTls tls) {
    this.tls = tls;
  }

  @Override
  protected void engineInit(KeyStore keyStore, char[] password) {
    // the keys are there
  }

  @Override
  protected void engineInit(ManagerFactoryParameters parameters) {
    // the keys are there
  }

  @Override
  protected KeyManager[] engineGetKeyManagers() {
    return new KeyManager[] {tls.keyManager()};
  }
}
