package io.beta9.provisioning.terraform.run;

import java.nio.file.Path;

/** A worker of its own process, to be killed while its Terraform runs. */
public final class TerminatingWorker {
  private TerminatingWorker() {}

  /** Takes the folder of a gated stack that is initialised and planned. */
  public static void main(String[] args) {
    TinyStack.withGate(Path.of(args[0])).terraform().apply(TinyStack.run("apply"));
  }
}
