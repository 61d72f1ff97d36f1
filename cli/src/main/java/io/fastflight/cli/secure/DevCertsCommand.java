package io.fastflight.cli.secure;

import io.fastflight.cli.console.Console;
import io.fastflight.cli.console.ExitCode;
import io.fastflight.cli.console.WrongUsageException;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.KeyUsage;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a local authority, and certificates of it, for trying TLS. */
@Command(
    name = "dev-certs",
    description = {
      "Makes a local authority, a certificate for a server and one for a client, for trying TLS.",
      "%nWrites ca.pem, server.pem, server.key, client.pem and client.key into a folder; files that are there are not replaced. The authority's own key is thrown away. Not for production."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fastflight dev-certs",
      "  fastflight dev-certs --out certs --host data.example.org,10.0.0.4 --client reports"
    })
public final class DevCertsCommand implements Callable<Integer> {
  private static final int MAX_DAYS = 825;

  /**
   * What RFC 5280 asks of certificates beside what they are for: whose key it is, and who signed.
   * Python 3.13 and {@code openssl verify -x509_strict} take none without.
   */
  private static final String SUBJECT_KEY = "2.5.29.14";

  private static final String AUTHORITY_KEY = "2.5.29.35";

  private final Console console;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      defaultValue = "certs",
      description = "Where to write. Default: ${DEFAULT-VALUE}")
  private Path folder = Path.of("certs");

  @Option(
      names = "--host",
      paramLabel = "NAME",
      split = ",",
      description =
          "Names and addresses of the server beside localhost, 127.0.0.1 and ::1; may be given several times.")
  private List<String> hosts = List.of();

  @Option(
      names = "--client",
      paramLabel = "NAME",
      defaultValue = "dev-client",
      description = "Who the client's certificate says it is. Default: ${DEFAULT-VALUE}")
  private String client = "dev-client";

  @Option(
      names = "--days",
      paramLabel = "DAYS",
      defaultValue = "90",
      description = "How long they are valid, 1 to 825. Default: ${DEFAULT-VALUE}")
  private int days = 90;

  /** Creates the command, which prints to {@code console}. */
  public DevCertsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    if (days < 1 || days > MAX_DAYS) {
      throw new WrongUsageException("--days must be 1..%d, was %d.".formatted(MAX_DAYS, days));
    }
    if (!client.matches("[A-Za-z0-9._@-]{1,60}")) {
      throw new WrongUsageException(
          "--client must be letters, digits, ., _, @ and -, was '%s'.".formatted(client));
    }
    KeyPair key = newKey();
    X509Bundle authority =
        begun("FastFlight development authority", key)
            .setIsCertificateAuthority(true)
            .setPathLengthConstraint(OptionalInt.of(0))
            .setKeyUsage(true, KeyUsage.keyCertSign, KeyUsage.cRLSign)
            .buildSelfSigned();
    X509Bundle server = server(key).buildIssuedBy(authority);
    X509Bundle caller =
        issued(client, key).addExtendedKeyUsageClientAuth().buildIssuedBy(authority);
    write(authority, server, caller);
    return ExitCode.OK;
  }

  private static KeyPair newKey() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private CertificateBuilder begun(String name, KeyPair key) throws GeneralSecurityException {
    Instant now = Instant.now();
    return new CertificateBuilder()
        .subject("CN=" + name)
        .notBefore(now.minus(1, ChronoUnit.HOURS)) // for clocks that are behind
        .notAfter(now.plus(days, ChronoUnit.DAYS))
        .keyPair(key)
        .addExtensionOctetString(SUBJECT_KEY, false, der(0x04, keyId(key)));
  }

  /** Begins one that the authority with the key {@code by} vouches for. */
  private CertificateBuilder issued(String name, KeyPair by) throws GeneralSecurityException {
    return begun(name, newKey())
        .setKeyUsage(true, KeyUsage.digitalSignature)
        .addExtensionOctetString(AUTHORITY_KEY, false, der(0x30, der(0x80, keyId(by))));
  }

  /** Names a key by a hash of it, in 160 bits as RFC 7093 has it. */
  private static byte[] keyId(KeyPair key) throws GeneralSecurityException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    return Arrays.copyOf(digest.digest(key.getPublic().getEncoded()), 20);
  }

  private static byte[] der(int tag, byte[] shortContent) {
    byte[] value = new byte[2 + shortContent.length];
    value[0] = (byte) tag;
    value[1] = (byte) shortContent.length;
    System.arraycopy(shortContent, 0, value, 2, shortContent.length);
    return value;
  }

  private CertificateBuilder server(KeyPair authority)
      throws IOException, GeneralSecurityException {
    CertificateBuilder builder =
        issued("localhost", authority)
            .addExtendedKeyUsageServerAuth()
            .addSanDnsName("localhost")
            .addSanIpAddress("127.0.0.1")
            .addSanIpAddress("::1");
    for (String host : hosts) {
      if (host.matches("[0-9.]+") || host.contains(":")) {
        builder.addSanIpAddress(InetAddress.getByName(host).getHostAddress());
      } else {
        builder.addSanDnsName(host);
      }
    }
    return builder;
  }

  private void write(X509Bundle authority, X509Bundle server, X509Bundle caller)
      throws IOException {
    Files.createDirectories(folder);
    List<String> lines = new ArrayList<>();
    lines.add(file("ca.pem", authority.getRootCertificatePEM(), false));
    lines.add(file("server.pem", server.getCertificatePEM(), false));
    lines.add(file("server.key", server.getPrivateKeyPEM(), true));
    lines.add(file("client.pem", caller.getCertificatePEM(), false));
    lines.add(file("client.key", caller.getPrivateKeyPEM(), true));
    console.print(lines);
  }

  private String file(String name, String pem, boolean secret) throws IOException {
    Path file = folder.resolve(name);
    boolean posix = Files.getFileStore(folder).supportsFileAttributeView("posix");
    FileAttribute<?>[] owner =
        posix && secret
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    try {
      Files.createFile(file, owner);
    } catch (FileAlreadyExistsException there) {
      throw new WrongUsageException(
          "The file '%s' is there already. Remove it, or give another folder to --out."
              .formatted(file),
          there);
    }
    Files.write(file, pem.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
    return file.toString();
  }
}
