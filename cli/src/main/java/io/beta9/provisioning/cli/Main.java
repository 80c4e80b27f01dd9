package io.beta9.provisioning.cli;

/** Entry point of the CLI. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(Cli.run(args));
  }
}
