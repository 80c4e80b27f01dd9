package io.beta9.provisioning.api.description;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.beta9.provisioning.metaconfig.MetaConfig;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The schema of a meta-config rejects unknown fields, so it has to contain all. */
class MetaConfigSchemaTest {
  @Test
  void describes_every_field() throws IOException {
    TreeSet<String> described = new TreeSet<>();
    try (InputStream in =
        Objects.requireNonNull(MetaConfigSchemaTest.class.getResourceAsStream("/openapi.json"))) {
      JsonNode schemas = JsonMapper.shared().readTree(in).at("/components/schemas");
      collect("", "MetaConfig", schemas, described);
    }
    TreeSet<String> fields = new TreeSet<>();
    collect("", MetaConfig.class, fields);
    fields.add("beta9.certificate_arn");

    assertThat(described).isEqualTo(fields);
  }

  private static void collect(
      String prefix, String schema, JsonNode schemas, TreeSet<String> fields) {
    for (var field : schemas.path(schema).path("properties").properties()) {
      String reference = field.getValue().path("$ref").asString("");
      if (reference.isEmpty()) {
        fields.add(prefix + field.getKey());
      } else {
        collect(prefix + field.getKey() + ".", reference.replaceFirst(".*/", ""), schemas, fields);
      }
    }
  }

  private static void collect(String prefix, Class<?> type, TreeSet<String> fields) {
    for (RecordComponent component : type.getRecordComponents()) {
      if (component.getAccessor().isAnnotationPresent(JsonIgnore.class)) {
        continue; // Derived from other fields.
      }
      String name =
          prefix + component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
      if (component.getType().isRecord()) {
        collect(name + ".", component.getType(), fields);
      } else {
        fields.add(name);
      }
    }
  }
}
