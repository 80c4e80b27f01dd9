package io.beta9.provisioning.cli.client;

import io.beta9.provisioning.apimodel.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Certificates of authorities that are trusted in addition to those of the JDK: the PEM file that
 * {@code PROVISIONER_CA_FILE} names.
 */
public final class TrustedCertificates {
  public static final String VARIABLE = "PROVISIONER_CA_FILE";

  private static final long MAX_BYTES = 1024 * 1024;

  private TrustedCertificates() {}

  /**
   * Returns the context of connections that trust these certificates also; empty if the variable is
   * not set.
   *
   * @param directory what a relative path is relative to
   * @throws CommandException if the file cannot be read or contains no certificate
   */
  public static Optional<SSLContext> find(Map<String, String> environment, Path directory) {
    String name = environment.getOrDefault(VARIABLE, "");
    return name.isEmpty() ? Optional.empty() : Optional.of(context(directory, name));
  }

  /**
   * Returns a context that trusts no certificate, for connections without TLS. A client that is
   * given none creates that of the JDK, which reads and parses all of its certificates.
   */
  static SSLContext none() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[0], null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform provides TLS", e);
    }
  }

  private static SSLContext context(Path directory, String name) {
    try {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int number = 0;
      for (X509Certificate certificate : ofJdk()) {
        trusted.setCertificateEntry("jdk-" + number++, certificate);
      }
      for (Certificate certificate : read(directory.resolve(name))) {
        trusted.setCertificateEntry("file-" + number++, certificate);
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(trusted), null);
      return context;
    } catch (IOException | InvalidPathException e) {
      throw unusable(name, "cannot be read: " + e.getMessage());
    } catch (GeneralSecurityException e) {
      throw unusable(name, "contains no certificates in PEM format");
    }
  }

  private static Collection<? extends Certificate> read(Path file)
      throws IOException, GeneralSecurityException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException("it is larger than 1 MiB");
    }
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (found.isEmpty()) {
        throw new GeneralSecurityException("no certificate");
      }
      return found;
    }
  }

  private static List<X509Certificate> ofJdk() throws GeneralSecurityException {
    for (TrustManager manager : managers(null)) {
      if (manager instanceof X509TrustManager x509) {
        return List.of(x509.getAcceptedIssuers());
      }
    }
    return List.of();
  }

  private static TrustManager[] managers(@Nullable KeyStore trusted)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    return factory.getTrustManagers();
  }

  private static CommandException unusable(String name, String problem) {
    return new CommandException(
        ExitCode.WRONG_USE,
        VARIABLE + ": " + name + " " + problem,
        List.of("Set it to the PEM file of the authority that signed the API's certificate."));
  }
}
