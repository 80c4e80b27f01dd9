package io.beta9.provisioning.cli.client;

import io.beta9.provisioning.apimodel.ExitCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A new file that only its owner can read. */
public final class OutputFile {
  private OutputFile() {}

  /**
   * Creates the file.
   *
   * @throws CommandException if it exists or cannot be created
   */
  public static OutputStream create(Path file) {
    try {
      return Channels.newOutputStream(
          Files.newByteChannel(
              file,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
    } catch (FileAlreadyExistsException e) {
      throw new CommandException(
          ExitCode.REFUSED, file + " exists; an existing file is not overwritten");
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.WRONG_USE, file + " cannot be written: " + String.valueOf(e.getMessage()));
    }
  }
}
