package io.beta9.provisioning.database;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.x25519.X25519KeyPairGenerator;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys of encrypted backups: X25519 recipients and identities of age, in the files that {@code
 * age-keygen} writes. A public key encrypts; only its secret key decrypts.
 *
 * @see <a href="https://age-encryption.org/v1">The age encryption format</a>
 */
public final class BackupKeys {
  private static final String PUBLIC_KEY = "age1";
  private static final String PUBLIC_KEY_COMMENT = "# public key: ";
  private static final String SECRET_KEY = "AGE-SECRET-KEY-1";
  private static final long MAX_FILE_BYTES = 1 << 16;

  private BackupKeys() {}

  /** A new key pair, in the encoding of age. */
  public record GeneratedKeys(String publicKey, String secretKey) {

    /** Returns the contents of a key file. */
    public String fileText() {
      return PUBLIC_KEY_COMMENT + publicKey + "\n" + secretKey + "\n";
    }
  }

  public static GeneratedKeys generate() {
    try {
      KeyPair pair = new X25519KeyPairGenerator().generateKeyPair();
      return new GeneratedKeys(pair.getPublic().toString(), pair.getPrivate().toString());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("X25519 is part of every JDK", e);
    }
  }

  /**
   * Reads the public keys of a file: lines with a key, or the comment above a secret key.
   *
   * @throws FailureException if the file cannot be read or has none
   */
  static List<RecipientStanzaWriter> recipients(Path file) {
    List<RecipientStanzaWriter> recipients = new ArrayList<>();
    for (String line : lines(file)) {
      String key =
          line.startsWith(PUBLIC_KEY_COMMENT)
              ? line.substring(PUBLIC_KEY_COMMENT.length()).strip()
              : line;
      if (key.startsWith(PUBLIC_KEY)) {
        try {
          recipients.add(X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(key));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
          throw unreadable(file, e);
        }
      }
    }
    if (recipients.isEmpty()) {
      throw new FailureException(
          Failure.of(FailureCode.BACKUP_KEY_UNREADABLE).about(file.toString()));
    }
    return recipients;
  }

  /**
   * Reads the secret keys of a file.
   *
   * @throws FailureException if the file cannot be read or has none
   */
  static List<RecipientStanzaReader> identities(Path file) {
    List<RecipientStanzaReader> identities = new ArrayList<>();
    for (String line : lines(file)) {
      if (line.startsWith(SECRET_KEY)) {
        try {
          identities.add(X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(line));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
          throw unreadable(file, e);
        }
      }
    }
    if (identities.isEmpty()) {
      throw new FailureException(
          Failure.of(FailureCode.BACKUP_KEY_UNREADABLE).about(file.toString()));
    }
    return identities;
  }

  private static List<String> lines(Path file) {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new IOException("it is larger than any key file");
      }
      return Files.readAllLines(file).stream().map(String::strip).toList();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** The message of an invalid key may contain the key: it is not reported. */
  private static FailureException unreadable(Path file, Exception cause) {
    Failure failure = Failure.of(FailureCode.BACKUP_KEY_UNREADABLE).about(file.toString());
    return new FailureException(
        cause instanceof IOException
            ? failure.with(FailureParameter.REPORTED, cause.toString())
            : failure.with(FailureParameter.DAMAGE, "a key is malformed"),
        cause);
  }
}
