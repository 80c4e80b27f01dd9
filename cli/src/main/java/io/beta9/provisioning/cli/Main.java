package io.beta9.provisioning.cli;

import io.beta9.provisioning.cli.terminal.Terminal;

/** Entry point of the CLI. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(Cli.ofProcess(Terminal.ofProcess()).run(args));
  }
}
