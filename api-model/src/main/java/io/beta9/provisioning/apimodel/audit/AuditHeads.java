package io.beta9.provisioning.apimodel.audit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ends of the chains at one time. Kept outside the database, they prove later that no entry of
 * that time was changed or removed.
 *
 * @param createdAt when they were read
 * @param retentionSeconds how long entries are kept at least
 * @param heads one for each tenant, in the order of their names
 * @param signature Ed25519 over {@link #signedBytes}, in Base64; null if the service has no key
 */
public record AuditHeads(
    String createdAt, long retentionSeconds, List<AuditHead> heads, @Nullable String signature) {
  private static final String ALGORITHM = "Ed25519";

  /**
   * The end of a tenant's chain.
   *
   * @param sequence the number of entries that were ever appended
   * @param id the id of the last one
   * @param hash the hash of the last one, in hexadecimal
   */
  public record AuditHead(String tenant, long sequence, @Nullable Long id, String hash) {}

  /** Returns the head of one tenant alone, without a signature. */
  public AuditHeads ofTenant(String tenant) {
    return new AuditHeads(
        createdAt,
        retentionSeconds,
        heads.stream().filter(head -> head.tenant().equals(tenant)).toList(),
        null);
  }

  /** Returns the bytes that the signature is over. */
  byte[] signedBytes() {
    StringBuilder text = new StringBuilder("beta9-provisioning audit heads 1\n");
    text.append(createdAt).append('\n').append(retentionSeconds).append('\n');
    for (AuditHead head : heads) {
      text.append(head.tenant())
          .append(' ')
          .append(head.sequence())
          .append(' ')
          .append(head.id())
          .append(' ')
          .append(head.hash())
          .append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the heads with a signature. */
  public AuditHeads signedWith(PrivateKey key) {
    try {
      Signature signer = Signature.getInstance(ALGORITHM);
      signer.initSign(key);
      signer.update(signedBytes());
      return new AuditHeads(
          createdAt, retentionSeconds, heads, Base64.getEncoder().encodeToString(signer.sign()));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the key cannot sign with " + ALGORITHM, e);
    }
  }

  /** Returns whether the signature is by the owner of this key. */
  public boolean isSignedBy(PublicKey key) {
    if (signature == null) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance(ALGORITHM);
      verifier.initVerify(key);
      verifier.update(signedBytes());
      return verifier.verify(Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false; // Malformed, hence not by the owner of the key.
    }
  }
}
