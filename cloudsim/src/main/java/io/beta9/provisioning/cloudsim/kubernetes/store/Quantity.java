package io.beta9.provisioning.cloudsim.kubernetes.store;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Parses Kubernetes quantities such as {@code 500m}, {@code 2} and {@code 4Gi}. */
public final class Quantity {
  private static final Map<String, BigDecimal> SUFFIXES = new LinkedHashMap<>();

  static {
    String[] binary = {"Ki", "Mi", "Gi", "Ti", "Pi"};
    String[] decimal = {"k", "M", "G", "T", "P"};
    for (int i = 0; i < binary.length; i++) {
      SUFFIXES.put(binary[i], BigDecimal.valueOf(1024).pow(i + 1));
    }
    SUFFIXES.put("m", new BigDecimal("0.001"));
    for (int i = 0; i < decimal.length; i++) {
      SUFFIXES.put(decimal[i], BigDecimal.valueOf(1000).pow(i + 1));
    }
  }

  private Quantity() {}

  /** Returns a quantity in thousandths, or 0 if the node is not a valid quantity. */
  public static long milliValue(JsonNode quantity) {
    String text = quantity.asString("").strip();
    BigDecimal factor = BigDecimal.ONE;
    for (Map.Entry<String, BigDecimal> suffix : SUFFIXES.entrySet()) {
      if (text.endsWith(suffix.getKey())) {
        factor = suffix.getValue();
        text = text.substring(0, text.length() - suffix.getKey().length());
        break;
      }
    }
    try {
      return new BigDecimal(text).multiply(factor).movePointRight(3).longValue();
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
