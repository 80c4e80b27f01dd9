package io.beta9.provisioning.terraform.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program to be started.
 *
 * @param line the program and its arguments
 * @param directory the working directory
 * @param environment all variables
 * @param files private files that are created in the run directory before the start, by name
 * @param user the user that it runs as and that owns these files; empty for that of this process
 */
public record ChildCommand(
    List<String> line,
    Path directory,
    Map<String, String> environment,
    Map<String, String> files,
    Optional<ChildUser> user) {
  public ChildCommand {
    line = List.copyOf(line);
    environment = Map.copyOf(environment);
    files = Map.copyOf(files);
  }

  /** The environment and the files may contain credentials. */
  @Override
  public String toString() {
    return String.join(" ", line);
  }
}
