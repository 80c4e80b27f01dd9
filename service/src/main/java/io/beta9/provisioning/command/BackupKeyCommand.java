package io.beta9.provisioning.command;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.database.BackupKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code db backup-key}. */
@Command(
    name = "backup-key",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a key pair for encrypted backups: the secret key into FILE, which only its owner can"
          + " read, the public key into FILE.pub. The machine that takes the backups needs only the"
          + " public key; keep the other file away from it. The files are those of age-keygen."
    },
    footer = {"", "Example:", "  ./provisioner db backup-key --out backup.key"})
@SuppressWarnings("NullAway.Init") // picocli sets the spec and the options
final class BackupKeyCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "File of the secret key; existing files are not overwritten.")
  Path out;

  @Override
  public Integer call() throws IOException {
    BackupKeys.GeneratedKeys keys = BackupKeys.generate();
    Path publicKey = out.resolveSibling(out.getFileName() + ".pub");
    create(out, keys.fileText());
    create(publicKey, keys.publicKey() + "\n");
    DatabaseCommandSupport.out(spec)
        .printf("Encrypt backups with: ./provisioner db backup --encrypt %s%n", publicKey);
    return ExitCode.DONE;
  }

  private void create(Path file, String text) throws IOException {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException e) {
      throw new ParameterException(
          spec.commandLine(), "--out: " + file + " exists and is not overwritten");
    }
    Files.writeString(file, text, StandardCharsets.US_ASCII, StandardOpenOption.WRITE);
  }
}
