package io.beta9.provisioning.terraform.run;

import java.nio.file.Path;

/** A worker in a separate process, which is killed while its Terraform process is running. */
public final class TerminatingWorker {
  private TerminatingWorker() {}

  /** Applies a planned stack with a gate; the argument is its directory. */
  public static void main(String[] args) {
    TinyStack.existing(Path.of(args[0])).terraform().apply(TinyStack.run("apply"));
  }
}
