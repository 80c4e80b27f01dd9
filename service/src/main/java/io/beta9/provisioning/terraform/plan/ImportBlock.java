package io.beta9.provisioning.terraform.plan;

import java.util.regex.Pattern;

/** An import block: adds an existing resource to the state with the next apply. */
public record ImportBlock(String address, String id) {
  private static final Pattern ADDRESS =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*(\\[(\\d+|\"[^\"$%\\\\]*\")])?");

  public ImportBlock {
    if (!ADDRESS.matcher(address).matches()) {
      throw new IllegalArgumentException("'" + address + "' is not a resource address");
    }
    if (id.isBlank() || id.contains("\n")) {
      throw new IllegalArgumentException("'" + id + "' is not an import id");
    }
  }
}
