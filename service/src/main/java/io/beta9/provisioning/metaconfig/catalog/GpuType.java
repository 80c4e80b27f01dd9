package io.beta9.provisioning.metaconfig.catalog;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A GPU as Beta9 names it, and the machines of AWS that carry it. */
public enum GpuType {
  T4("T4", "g4dn.xlarge", "g4dn.2xlarge", "g4dn.4xlarge"),
  A10G("A10G", "g5.xlarge", "g5.2xlarge", "g5.4xlarge"),
  L4("L4", "g6.xlarge", "g6.2xlarge", "g6.4xlarge"),
  L40S("L40S", "g6e.xlarge", "g6e.2xlarge", "g6e.4xlarge"),
  A100_40("A100-40", "p4d.24xlarge"),
  A100_80("A100-80", "p4de.24xlarge"),
  H100("H100", "p5.48xlarge");

  private final String label;
  private final String small;
  private final String medium;
  private final String large;

  /** A GPU that AWS offers in one machine only. */
  GpuType(String label, String only) {
    this(label, only, only, only);
  }

  GpuType(String label, String small, String medium, String large) {
    this.label = label;
    this.small = small;
    this.medium = medium;
    this.large = large;
  }

  /** The name that Beta9's configuration and the meta-config use, for example {@code A100-40}. */
  @JsonValue
  public String label() {
    return label;
  }

  public String instanceType(Profile profile) {
    return switch (profile) {
      case SMALL -> small;
      case MEDIUM -> medium;
      case LARGE -> large;
    };
  }

  public static Map<String, GpuType> byLabel() {
    Map<String, GpuType> labels = new LinkedHashMap<>();
    Arrays.stream(values()).forEach(type -> labels.put(type.label, type));
    return Collections.unmodifiableMap(labels);
  }
}
