package io.beta9.provisioning.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;

/**
 * A self-signed certificate for 127.0.0.1 and its key, in PEM format.
 *
 * @param authority the certificate, as a client reads it
 */
public record PemCertificate(String certificate, String key, X509Certificate authority) {
  private static final String PASSWORD = "changeit";

  /**
   * @param algorithm RSA, EC or Ed25519
   */
  public static PemCertificate create(String algorithm) {
    try {
      Path folder = Files.createTempDirectory("certificate-");
      Path store = folder.resolve("store.p12");
      Process keytool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-keyalg",
                  algorithm,
                  "-alias",
                  "server",
                  "-dname",
                  "CN=127.0.0.1",
                  "-ext",
                  "SAN=IP:127.0.0.1",
                  "-validity",
                  "30",
                  "-storetype",
                  "PKCS12",
                  "-keystore",
                  store.toString(),
                  "-storepass",
                  PASSWORD)
              .redirectErrorStream(true)
              .start();
      String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (keytool.waitFor() != 0) {
        throw new IllegalStateException("keytool failed: " + output);
      }
      KeyStore loaded = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(store)) {
        loaded.load(in, PASSWORD.toCharArray());
      }
      Files.delete(store);
      Files.delete(folder);
      Key key = loaded.getKey("server", PASSWORD.toCharArray());
      X509Certificate certificate = (X509Certificate) loaded.getCertificate("server");
      return new PemCertificate(
          pem("CERTIFICATE", certificate.getEncoded()),
          pem("PRIVATE KEY", key.getEncoded()),
          certificate);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String type, byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(("-----BEGIN " + type + "-----\n").getBytes(StandardCharsets.US_ASCII));
    out.write(Base64.getMimeEncoder(64, new byte[] {'\n'}).encode(content));
    out.write(("\n-----END " + type + "-----\n").getBytes(StandardCharsets.US_ASCII));
    return out.toString(StandardCharsets.US_ASCII);
  }

  /** Writes both files into a folder, as {@code tls.crt} and {@code tls.key}. */
  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("tls.crt"), certificate);
    Files.writeString(folder.resolve("tls.key"), key);
  }
}
