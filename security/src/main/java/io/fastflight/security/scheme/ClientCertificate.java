package io.fastflight.security.scheme;

import io.fastflight.error.UnauthenticatedException;
import io.fastflight.security.Authenticator;
import io.fastflight.security.Credential;
import io.fastflight.service.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Knows callers by their certificate, as Kubernetes does: the common name of its subject is who
 * they are, and each organisation in it is a role. TLS has checked the certificate before.
 */
public final class ClientCertificate implements Authenticator {
  @Override
  public Optional<Identity> authenticate(Credential credential) {
    if (!(credential instanceof Credential.Certificate certificate)) {
      return Optional.empty();
    }
    String subject = certificate.chain().get(0).getSubjectX500Principal().getName();
    List<String> names = values(subject, "CN");
    if (names.size() != 1 || names.get(0).isBlank()) {
      throw new UnauthenticatedException(
          "The certificate's subject must have one common name (CN), had %s."
              .formatted(names.size()));
    }
    return Optional.of(new Identity(names.get(0), Set.copyOf(values(subject, "O")), Map.of()));
  }

  private static List<String> values(String subject, String type) {
    List<String> values = new ArrayList<>();
    try {
      for (Rdn part : new LdapName(subject).getRdns()) {
        if (part.getType().equalsIgnoreCase(type) && part.getValue() instanceof String text) {
          values.add(text);
        }
      }
    } catch (InvalidNameException foreign) {
      throw new UnauthenticatedException("The certificate's subject cannot be read.", foreign);
    }
    return values;
  }

  @Override
  public Optional<String> challenge() {
    return Optional.empty();
  }
}
