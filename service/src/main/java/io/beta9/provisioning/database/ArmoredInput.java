package io.beta9.provisioning.database;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;

/**
 * The text between the first and the last line of an age file that was written as text ({@code age
 * --armor}). It ends at the first dash, which Base64 does not contain.
 */
final class ArmoredInput extends FilterInputStream {
  private static final String BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----";

  private boolean ended;

  private ArmoredInput(InputStream in) {
    super(in);
  }

  static boolean isArmored(Path file) throws IOException {
    return EncryptedBackup.startsWith(file, BEGIN);
  }

  /** Opens an age file, which may have been written as text. */
  static ReadableByteChannel open(Path file) throws IOException {
    if (!isArmored(file)) {
      return FileChannel.open(file, StandardOpenOption.READ);
    }
    InputStream in = new BufferedInputStream(Files.newInputStream(file));
    try {
      in.skipNBytes(BEGIN.length());
      return Channels.newChannel(Base64.getMimeDecoder().wrap(new ArmoredInput(in)));
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  @Override
  public int read() throws IOException {
    int read = ended ? -1 : super.read();
    ended = read < 0 || read == '-';
    return ended ? -1 : read;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = 0;
    while (count < length) {
      int read = read();
      if (read < 0) {
        return count == 0 ? -1 : count;
      }
      target[offset + count++] = (byte) read;
    }
    return count;
  }
}
