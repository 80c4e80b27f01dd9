package io.beta9.provisioning.tfstate.kept;

import java.util.Optional;

/** The file that Terraform leaves in its working directory if it cannot write its state. */
public interface ErroredStateFile {
  /** Returns the content of the file; empty if there is no such file. */
  Optional<byte[]> read();

  void write(byte[] state);

  void delete();
}
