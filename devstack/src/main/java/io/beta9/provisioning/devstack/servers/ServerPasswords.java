package io.beta9.provisioning.devstack.servers;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;

/**
 * The passwords of the servers of one data directory, generated at the first start and kept in a
 * file that only the owner can read.
 *
 * @param administrator of PostgreSQL's superuser {@code postgres}
 * @param owner of the role that owns the tables
 * @param service of the role that the service uses
 * @param redis of Redis
 */
record ServerPasswords(String administrator, String owner, String service, String redis) {
  private static final String FILE = "passwords";
  private static final int BYTES = 24;

  /** Returns whether the directory has passwords: earlier versions used none. */
  static boolean existIn(Path directory) {
    return Files.exists(directory.resolve(FILE));
  }

  /** Returns the passwords of the directory; generates them if there are none. */
  static ServerPasswords in(Path directory) {
    try {
      return existIn(directory) ? read(directory) : generate(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("the passwords in " + directory + " are not usable", e);
    }
  }

  private static ServerPasswords read(Path directory) throws IOException {
    Properties file = new Properties();
    file.load(new StringReader(Files.readString(directory.resolve(FILE))));
    String owner = file.getProperty("owner");
    ServerPasswords passwords =
        new ServerPasswords(
            file.getProperty("administrator"),
            owner == null ? password(new SecureRandom()) : owner,
            file.getProperty("service"),
            file.getProperty("redis"));
    if (owner == null) {
      passwords.write(directory); // By a version in which the service's role owned the tables.
    }
    return passwords;
  }

  private static ServerPasswords generate(Path directory) throws IOException {
    SecureRandom random = new SecureRandom();
    ServerPasswords passwords =
        new ServerPasswords(password(random), password(random), password(random), password(random));
    passwords.write(directory);
    return passwords;
  }

  private void write(Path directory) throws IOException {
    Properties file = new Properties();
    file.setProperty("administrator", administrator);
    file.setProperty("owner", owner);
    file.setProperty("service", service);
    file.setProperty("redis", redis);
    StringWriter text = new StringWriter();
    file.store(text, null);
    SecretFile.write(directory.resolve(FILE), text.toString());
  }

  private static String password(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public String toString() {
    return "ServerPasswords[redacted]";
  }
}
