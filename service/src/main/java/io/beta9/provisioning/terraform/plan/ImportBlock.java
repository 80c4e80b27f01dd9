package io.beta9.provisioning.terraform.plan;

import java.util.regex.Pattern;

/** Tells the next plan that this resource exists, and which one it is. */
public record ImportBlock(String address, String id) {
  private static final Pattern ADDRESS =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*(\\[(\\d+|\"[^\"$%\\\\]*\")])?");

  public ImportBlock {
    if (!ADDRESS.matcher(address).matches()) {
      throw new IllegalArgumentException("'" + address + "' is not a resource's address");
    }
    if (id.isBlank() || id.contains("\n")) {
      throw new IllegalArgumentException("'" + id + "' is not an import id");
    }
  }
}
