package io.beta9.provisioning.cloudsim.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads fault rules from JSON: an array of objects, each with its {@code kind}. */
public final class FaultRuleJson {
  public static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private static final TypeReference<List<FaultRule>> RULES = new TypeReference<>() {};

  private FaultRuleJson() {}

  public static List<FaultRule> read(byte[] json) {
    return MAPPER.readValue(json, RULES);
  }

  public static List<FaultRule> read(Path file) {
    try {
      return read(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read the fault rules in " + file, e);
    }
  }
}
