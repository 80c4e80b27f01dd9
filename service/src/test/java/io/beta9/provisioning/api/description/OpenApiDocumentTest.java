package io.beta9.provisioning.api.description;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.api.contract.ResourceMethods;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.testing.RunningApi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Compares {@code openapi.json} with the resources, or writes it: see {@link #COMMAND}. */
class OpenApiDocumentTest {
  private static final Path DOCUMENT = Path.of("src/main/resources/openapi.json");
  private static final String COMMAND =
      "mvn -q -pl service -am test -Dtest=OpenApiDocumentTest -Dopenapi.write=true"
          + " -Dsurefire.failIfNoSpecifiedTests=false";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private static JsonNode expected;

  @BeforeAll
  static void generate() {
    try (Service service = RunningApi.start()) {
      expected = new OpenApiDocument(handlers(service)).document();
    }
  }

  private static Map<RequestMappingInfo, HandlerMethod> handlers(Service service) {
    return service.part(ResourceMethods.class).all();
  }

  @AfterAll
  static void release() {
    expected = null;
  }

  @Test
  void the_document_describes_all_resources() throws Exception {
    String text = JSON.writeValueAsString(expected) + "\n";
    if (Boolean.getBoolean("openapi.write")) {
      Files.writeString(DOCUMENT, text);
    }
    assertThat(DOCUMENT)
        .as("openapi.json is generated and out of date; regenerate it with: " + COMMAND)
        .exists()
        .content()
        .isEqualTo(text);
  }

  @Test
  void operation_ids_are_unique_and_described() {
    List<String> ids = new ArrayList<>();
    operations()
        .forEach(
            operation -> {
              ids.add(operation.get("operationId").asString());
              assertThat(operation.get("description").asString()).isNotBlank();
              assertThat(operation.get("responses").propertyNames()).contains("default");
            });
    assertThat(ids).doesNotHaveDuplicates().hasSizeGreaterThan(40);
  }

  @Test
  void field_names_are_in_snake_case() {
    expected
        .at("/components/schemas")
        .properties()
        .forEach(
            schema ->
                assertThat(schema.getValue().path("properties").propertyNames())
                    .as(schema.getKey())
                    .allMatch(name -> name.matches("[a-z0-9_]+")));
  }

  private static Stream<JsonNode> operations() {
    return expected.get("paths").valueStream().flatMap(JsonNode::valueStream);
  }
}
