package io.beta9.provisioning.app.server;

import io.beta9.provisioning.settings.http.TlsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.ssl.pem.PemContent;

/**
 * A certificate chain and its private key, as they were read from the files.
 *
 * @param certificates content of the file with the chain
 * @param key content of the file with the key
 */
record TlsCertificate(String certificates, String key) {
  private static final String PASSWORD = "";
  private static final SslOptions OPTIONS =
      SslOptions.of(null, new String[] {"TLSv1.2", "TLSv1.3"});

  /** The files cannot be used; the message says why. */
  static final class UnusableException extends Exception {
    UnusableException(String message, Throwable cause) {
      super(message, cause);
    }

    UnusableException(String message) {
      super(message);
    }
  }

  /**
   * Reads both files.
   *
   * @throws UnusableException if a file cannot be read
   */
  static TlsCertificate read(TlsSettings settings) throws UnusableException {
    return new TlsCertificate(
        content("TLS_CERT_FILE", Objects.requireNonNull(settings.certFile())),
        content("TLS_KEY_FILE", Objects.requireNonNull(settings.keyFile())));
  }

  private static String content(String setting, Path file) throws UnusableException {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UnusableException(
          "%s: file '%s' cannot be read (%s)"
              .formatted(setting, file, e.getClass().getSimpleName()),
          e);
    }
  }

  /** Returns the end of the validity of the server's certificate. */
  Instant expiry() throws UnusableException {
    return chain().getFirst().getNotAfter().toInstant();
  }

  /**
   * Returns what the server is configured with.
   *
   * @throws UnusableException if the content is invalid, or if the key does not belong to the
   *     certificate
   */
  SslBundle bundle() throws UnusableException {
    List<X509Certificate> chain = chain();
    PrivateKey privateKey = privateKey();
    try {
      requirePair(chain.getFirst(), privateKey);
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "server", privateKey, PASSWORD.toCharArray(), chain.toArray(X509Certificate[]::new));
      return SslBundle.of(
          SslStoreBundle.of(store, PASSWORD, null), SslBundleKey.of(PASSWORD), OPTIONS);
    } catch (GeneralSecurityException | IOException e) {
      throw new UnusableException(
          "TLS_CERT_FILE, TLS_KEY_FILE: the certificate cannot be used: " + e.getMessage(), e);
    }
  }

  private List<X509Certificate> chain() throws UnusableException {
    try {
      return pem(certificates).getCertificates();
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new UnusableException("TLS_CERT_FILE: no certificate in PEM format", e);
    }
  }

  private PrivateKey privateKey() throws UnusableException {
    try {
      PrivateKey found = pem(key).getPrivateKey();
      if (found != null) {
        return found;
      }
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new UnusableException("TLS_KEY_FILE: no usable private key in PEM format", e);
    }
    throw new UnusableException("TLS_KEY_FILE: no private key in PEM format");
  }

  private static PemContent pem(String text) {
    return Objects.requireNonNull(PemContent.of(text));
  }

  private static void requirePair(X509Certificate certificate, PrivateKey privateKey)
      throws GeneralSecurityException, UnusableException {
    String algorithm =
        switch (privateKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> privateKey.getAlgorithm();
        };
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(privateKey);
    signature.update(certificate.getEncoded());
    byte[] signed = signature.sign();
    if (certificate.getPublicKey().getAlgorithm().equals(privateKey.getAlgorithm())) {
      signature.initVerify(certificate.getPublicKey());
      signature.update(certificate.getEncoded());
      if (signature.verify(signed)) {
        return;
      }
    }
    throw new UnusableException(
        "TLS_KEY_FILE: the key does not belong to the certificate of TLS_CERT_FILE");
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "TlsCertificate";
  }
}
