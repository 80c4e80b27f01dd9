package io.beta9.provisioning.cli.command;

import picocli.CommandLine.Option;

/** {@code --watch} of the commands that start an operation. */
public final class WatchOption {
  @Option(names = "--watch", description = "Show the progress until the operation has finished.")
  private boolean watch;

  public boolean isSet() {
    return watch;
  }
}
