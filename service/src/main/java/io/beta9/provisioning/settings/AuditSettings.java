package io.beta9.provisioning.settings;

import io.beta9.provisioning.settings.Setting.ReadBy;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The export of the heads of the audit trail.
 *
 * @param headsFile null if they are only logged
 * @param signingKey PEM; null if they are not signed
 */
@ConfigurationProperties("audit")
public record AuditSettings(
    @Setting(
            value =
                "file to which the heads of the audit trail are written every hour; keep it where"
                    + " the administrators of the database cannot change it",
            readBy = ReadBy.API,
            ifAbsent = "none; the heads are only logged")
        @Nullable Path headsFile,
    @Setting(
            value =
                "Ed25519 key that signs the heads of the audit trail: PEM of `openssl genpkey"
                    + " -algorithm ed25519`",
            secret = true,
            readBy = ReadBy.API,
            ifAbsent = "the heads are not signed")
        @Nullable String signingKey) {

  public AuditSettings {
    if (signingKey != null) {
      parse(signingKey);
    }
  }

  /** Returns the key that signs the heads; empty if there is none. */
  public Optional<PrivateKey> privateKey() {
    return Optional.ofNullable(signingKey).map(AuditSettings::parse);
  }

  private static PrivateKey parse(String pem) {
    try {
      String base64 = pem.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "").replaceAll("\\s", "");
      return KeyFactory.getInstance("Ed25519")
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // Not as the cause: its message may contain parts of the key.
      throw new InvalidSettingsException(
          List.of(
              "AUDIT_SIGNING_KEY must be the PEM of an Ed25519 key, such as 'openssl genpkey"
                  + " -algorithm ed25519' prints"));
    }
  }
}
