package io.beta9.provisioning.database;

import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A backup in the format of age, which every implementation of age decrypts. */
final class EncryptedBackup {
  private static final String HEADER = "age-encryption.org/";
  private static final String DECRYPTED = ".decrypted";

  private EncryptedBackup() {}

  static boolean isEncrypted(Path file) throws IOException {
    return startsWith(file, HEADER) || ArmoredInput.isArmored(file);
  }

  static boolean startsWith(Path file, String text) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(text.length()), StandardCharsets.ISO_8859_1).equals(text);
    }
  }

  /**
   * Returns a channel that encrypts for the public keys of a file; closing it closes the target.
   */
  static WritableByteChannel encryptTo(WritableByteChannel target, Path keyFile)
      throws IOException {
    try {
      return new StandardEncryptingChannelFactory()
          .newEncryptingChannel(target, BackupKeys.recipients(keyFile));
    } catch (GeneralSecurityException e) {
      throw new IOException("the backup cannot be encrypted: " + e.getMessage(), e);
    }
  }

  /**
   * Decrypts a backup into a temporary file beside it, which the caller deletes. A backup is read
   * at random positions, which an encrypted file does not permit. Deletes those that processes have
   * left which were killed while they decrypted this backup.
   *
   * @throws FailureException if no key of the file decrypts it, or it was changed
   */
  static Path decrypt(Path file, Path keyFile) throws IOException {
    var keys = BackupKeys.identities(keyFile);
    Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
    String prefix = file.getFileName() + ".";
    deleteLeftovers(directory, prefix);
    Path decrypted =
        Files.createTempFile(
            directory,
            prefix,
            DECRYPTED,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    boolean complete = false;
    try (ReadableByteChannel encrypted = ArmoredInput.open(file);
        ReadableByteChannel plain =
            new StandardDecryptingChannelFactory().newDecryptingChannel(encrypted, keys);
        InputStream in = Channels.newInputStream(plain);
        OutputStream out = Files.newOutputStream(decrypted)) {
      in.transferTo(out);
      complete = true;
      return decrypted;
    } catch (GeneralSecurityException e) {
      throw new FailureException(
          Failure.of(FailureCode.BACKUP_KEY_MISMATCH)
              .about(file.toString())
              .with(FailureParameter.PATH, keyFile.toString()),
          e);
    } catch (IOException e) {
      throw new FailureException(
          Failure.of(FailureCode.BACKUP_UNREADABLE)
              .about(file.toString())
              .with(FailureParameter.DAMAGE, String.valueOf(e.getMessage())),
          e);
    } finally {
      if (!complete) {
        Files.deleteIfExists(decrypted);
      }
    }
  }

  private static void deleteLeftovers(Path directory, String prefix) throws IOException {
    List<Path> leftovers;
    try (Stream<Path> files = Files.list(directory)) {
      leftovers =
          files
              .filter(file -> String.valueOf(file.getFileName()).startsWith(prefix))
              .filter(file -> String.valueOf(file.getFileName()).endsWith(DECRYPTED))
              .toList();
    }
    for (Path leftover : leftovers) {
      Files.deleteIfExists(leftover);
    }
  }
}
