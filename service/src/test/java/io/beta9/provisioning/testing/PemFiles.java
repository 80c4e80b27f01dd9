package io.beta9.provisioning.testing;

import io.beta9.provisioning.cloudsim.kubernetes.http.TlsIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;

/** The private key and the certificate of an identity as files of a server. */
public final class PemFiles {
  public static final String KEY = "server.key";
  public static final String CERTIFICATE = "server.crt";

  private PemFiles() {}

  /** Writes both files; only the owner can read them, which PostgreSQL requires. */
  public static void write(TlsIdentity identity, Path directory) throws IOException {
    write(directory.resolve(KEY), "PRIVATE KEY", identity.privateKey());
    write(directory.resolve(CERTIFICATE), "CERTIFICATE", identity.certificate());
  }

  private static void write(Path file, String label, byte[] content) throws IOException {
    Files.writeString(
        file,
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(
                label,
                Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content),
                label));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
