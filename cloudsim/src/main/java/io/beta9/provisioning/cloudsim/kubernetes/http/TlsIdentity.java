package io.beta9.provisioning.cloudsim.kubernetes.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The private key and the self-signed certificate of one cluster. The certificate is its own
 * certificate authority and is valid for 127.0.0.1 and localhost.
 *
 * @param privateKey PKCS #8
 * @param certificate X.509, DER
 */
public record TlsIdentity(byte[] privateKey, byte[] certificate) implements Serializable {
  private static final byte[] ECDSA_SHA256 =
      Der.sequence(Der.objectIdentifier(1, 2, 840, 10045, 4, 3, 2));

  /** Creates an identity that is valid for ten years. */
  public static TlsIdentity create(String name, Instant now) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      byte[] content = tbsCertificate(name, now, pair);
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(pair.getPrivate());
      signature.update(content);
      return new TlsIdentity(
          pair.getPrivate().getEncoded(),
          Der.sequence(content, ECDSA_SHA256, Der.bitString(signature.sign())));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("P-256 or SHA-256 is not available", e);
    }
  }

  private static byte[] tbsCertificate(String name, Instant now, KeyPair pair) {
    byte[] subject =
        Der.sequence(Der.set(Der.sequence(Der.objectIdentifier(2, 5, 4, 3), Der.utf8String(name))));
    byte[] addresses =
        Der.sequence(
            Der.contextTagged(0x82, "localhost".getBytes(StandardCharsets.US_ASCII)),
            Der.contextTagged(0x87, new byte[] {127, 0, 0, 1}));
    byte[] extensions =
        Der.sequence(
            Der.sequence(
                Der.objectIdentifier(2, 5, 29, 19),
                Der.booleanTrue(),
                Der.octetString(Der.sequence(Der.booleanTrue()))),
            Der.sequence(Der.objectIdentifier(2, 5, 29, 17), Der.octetString(addresses)));
    return Der.sequence(
        Der.contextTagged(0xa0, Der.integer(BigInteger.TWO)),
        Der.integer(new BigInteger(120, new SecureRandom()).add(BigInteger.ONE)),
        ECDSA_SHA256,
        subject,
        Der.sequence(
            Der.generalizedTime(now.minus(Duration.ofDays(1))),
            Der.generalizedTime(now.plus(Duration.ofDays(3650)))),
        subject,
        pair.getPublic().getEncoded(),
        Der.contextTagged(0xa3, extensions));
  }

  /**
   * Returns the base64-encoded PEM certificate, as in a kubeconfig and in {@code DescribeCluster}.
   */
  public String certificateAuthorityBase64() {
    String pem =
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate)
            + "\n-----END CERTIFICATE-----\n";
    return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
  }

  SSLContext serverContext() throws IOException {
    try {
      Certificate parsed =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(certificate));
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "server",
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(privateKey)),
          new char[0],
          new Certificate[] {parsed});
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("the server certificate is not usable", e);
    }
  }
}
