package io.beta9.provisioning.api.description;

import io.beta9.provisioning.api.contract.QueryParameter;
import io.beta9.provisioning.apimodel.ProblemDocument;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The description of the API, derived from the methods of its resources, the records that they
 * return, and their Javadoc.
 *
 * @see <a href="https://spec.openapis.org/oas/v3.1.0">OpenAPI 3.1</a>
 */
final class OpenApiDocument {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String API = "/api/v1/";
  private static final String PROBLEM = MediaType.APPLICATION_PROBLEM_JSON_VALUE;
  private static final Pattern VARIABLE = Pattern.compile("\\{([a-zA-Z]+)}");

  private final DocComments comments = new DocComments();
  private final RecordSchemas schemas = new RecordSchemas(comments);
  private final Map<String, Class<?>> tags = new TreeMap<>();

  /** All methods that answer one request method and path. */
  private record OperationMethods(String method, String path, List<HandlerMethod> methods) {
    HandlerMethod first() {
      return methods.stream()
          .filter(it -> it.getReturnType().getParameterType() != void.class)
          .findFirst()
          .orElse(methods.getFirst());
    }

    boolean hasStream() {
      return methods.stream().anyMatch(it -> it.getReturnType().getParameterType() == void.class)
          && (path.endsWith("/events") || path.endsWith("/logs"));
    }
  }

  private final Map<RequestMappingInfo, HandlerMethod> handlers;

  OpenApiDocument(Map<RequestMappingInfo, HandlerMethod> handlers) {
    this.handlers = handlers;
  }

  ObjectNode document() {
    ObjectNode document = JSON.objectNode().put("openapi", "3.1.0");
    ObjectNode info = document.putObject("info");
    info.put("title", "Beta9 Provisioning");
    info.put(
        "description",
        "Creates and operates Beta9 installations in the AWS accounts of customers. Authentication,"
            + " idempotency, conditional requests, streams and limits are described in"
            + " docs/api.md.");
    info.put("version", "1.0.0");
    info.putObject("contact")
        .put("name", "Beta9 Provisioning")
        .put("url", "https://github.com/beam-cloud/beta9");
    info.putObject("license").put("name", "Apache-2.0").put("identifier", "Apache-2.0");
    document.putArray("servers").addObject().put("url", "/").put("description", "This service.");
    document.putArray("security").addObject().putArray("bearer");
    ObjectNode paths = JSON.objectNode();
    operations()
        .forEach(
            (key, operation) ->
                paths
                    .withObjectProperty(operation.path())
                    .set(operation.method().toLowerCase(java.util.Locale.ROOT), of(operation)));
    PublicOperations.addTo(paths, this::problems);
    ArrayNode described = document.putArray("tags");
    tags.forEach(
        (tag, type) ->
            described
                .addObject()
                .put("name", tag)
                .put("description", comments.ofType(type).orElse(tag)));
    described
        .addObject()
        .put("name", PublicOperations.TAG)
        .put("description", "Health, metrics and this document, without an API key.");
    document.set("paths", paths);
    document.set("components", components());
    return document;
  }

  private Map<String, OperationMethods> operations() {
    Map<String, OperationMethods> operations = new TreeMap<>();
    handlers.forEach(
        (mapping, method) -> {
          for (String path : mapping.getPatternValues()) {
            for (RequestMethod verb : mapping.getMethodsCondition().getMethods()) {
              if (path.startsWith(API)) {
                operations
                    .computeIfAbsent(
                        path + " " + verb,
                        key -> new OperationMethods(verb.name(), path, new ArrayList<>()))
                    .methods()
                    .add(method);
              }
            }
          }
        });
    return operations;
  }

  private ObjectNode of(OperationMethods operation) {
    HandlerMethod method = operation.first();
    Class<?> resource = method.getBeanType();
    String tag = resource.getSimpleName().replaceAll("Resource$", "");
    tags.put(tag, resource);
    OperationNames.NamedOperation named =
        OperationNames.find(operation.method(), operation.path())
            .orElseGet(() -> derived(operation, tag));
    ObjectNode node = JSON.objectNode().put("operationId", named.id());
    String text =
        comments
            .ofMethod(resource, method.getMethod().getName())
            .orElseGet(() -> words(named.id()) + ".");
    String summary = text.contains(". ") ? text.substring(0, text.indexOf(". ")) : text;
    node.put("summary", summary.replaceAll("\\.$", ""));
    node.put("description", text);
    node.putArray("tags").add(tag);
    ArrayNode parameters = parameters(operation);
    if (!parameters.isEmpty()) {
      node.set("parameters", parameters);
    }
    boolean hasBody = addBody(operation, method, node);
    node.set("responses", responses(operation, method, named, hasBody));
    return node;
  }

  private static OperationNames.NamedOperation derived(OperationMethods operation, String tag) {
    return new OperationNames.NamedOperation(
        operation.first().getMethod().getName() + tag, List.of(200, 201, 202), null, null);
  }

  private static String words(String id) {
    String text = id.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(java.util.Locale.ROOT);
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  private ArrayNode parameters(OperationMethods operation) {
    ArrayNode parameters = JSON.arrayNode();
    Matcher variables = VARIABLE.matcher(operation.path());
    while (variables.find()) {
      String name = variables.group(1);
      ObjectNode parameter = parameter(parameters, "path", name).put("required", true);
      parameter.putObject("schema").put("type", "string").put("maxLength", 255);
      example(parameter, pathExample(operation.path(), name));
    }
    Map<String, QueryParameter> query = new LinkedHashMap<>();
    operation.methods().stream()
        .sorted(java.util.Comparator.comparing(method -> method.getMethod().getName()))
        .forEach(
            method -> QueryParameter.of(method).forEach(it -> query.putIfAbsent(it.name(), it)));
    query.values().forEach(it -> addQuery(parameters, it));
    if (operation.method().equals("GET")) {
      reference(parameters, operation.hasStream() ? "LastEventId" : "IfNoneMatch");
    } else {
      if (operation.method().equals("POST")) {
        reference(parameters, "IdempotencyKey");
      }
      reference(parameters, "Reason");
      if (isConditional(operation)) {
        reference(parameters, "IfMatch");
      }
    }
    return parameters;
  }

  private static boolean isConditional(OperationMethods operation) {
    return operation.path().startsWith("/api/v1/environments/{id}")
        || operation.path().startsWith("/api/v1/accounts/{id}");
  }

  private static String pathExample(String path, String name) {
    if (!name.equals("id")) {
      return ParameterTexts.find(name).map(ParameterTexts.ParameterText::example).orElse("demo");
    }
    return path.startsWith("/api/v1/accounts")
        ? "acc_0123456789ab"
        : path.startsWith("/api/v1/keys")
            ? "key_0123456789ab"
            : path.startsWith("/api/v1/workers") ? "worker-1" : "env_0123456789ab";
  }

  private static void addQuery(ArrayNode parameters, QueryParameter declared) {
    ObjectNode parameter = parameter(parameters, "query", declared.name());
    parameter.put("required", declared.required());
    ObjectNode value = JSON.objectNode();
    boolean isFlag = declared.type() == boolean.class || declared.type() == Boolean.class;
    if (declared.isNumber()) {
      boolean isInt = declared.type() == int.class || declared.type() == Integer.class;
      value.put("type", "integer").put("format", isInt ? "int32" : "int64");
      if (declared.minimum() != null) {
        value.put("minimum", declared.minimum());
      }
      if (declared.maximum() != null) {
        value.put("maximum", declared.maximum());
      }
    } else if (isFlag) {
      value.put("type", "boolean");
    } else {
      value.put("type", "string").put("maxLength", QueryParameter.MAX_LENGTH);
      if (declared.pattern() != null) {
        value.put("pattern", "^(" + declared.pattern() + ")$");
      }
      ValueSets.closed("parameter", declared.name())
          .ifPresent(values -> values.forEach(value.withArray("enum")::add));
    }
    String standard = declared.defaultValue();
    if (standard != null && !standard.isEmpty()) {
      if (declared.isNumber()) {
        value.put("default", Long.parseLong(standard));
      } else if (isFlag) {
        value.put("default", Boolean.parseBoolean(standard));
      } else {
        value.put("default", standard);
      }
    }
    if (declared.repeated()) {
      parameter.putObject("schema").put("type", "array").set("items", value);
      return;
    }
    parameter.set("schema", value);
    ParameterTexts.find(declared.name())
        .filter(it -> !declared.isNumber() && !isFlag && !it.example().equals("null"))
        .filter(it -> !declared.name().equals("cursor"))
        .ifPresent(it -> example(parameter, it.example()));
  }

  private static void example(ObjectNode parameter, String example) {
    parameter.put("example", example);
  }

  private static ObjectNode parameter(ArrayNode parameters, String in, String name) {
    return parameters
        .addObject()
        .put("name", name)
        .put("in", in)
        .put(
            "description",
            ParameterTexts.find(name)
                .map(ParameterTexts.ParameterText::description)
                .orElseGet(() -> words(name.replace('_', ' ')) + "."));
  }

  private static void reference(ArrayNode parameters, String name) {
    parameters.addObject().put("$ref", "#/components/parameters/" + name);
  }

  private boolean addBody(OperationMethods operation, HandlerMethod method, ObjectNode node) {
    if (operation.path().equals("/api/v1/environments") && operation.method().equals("POST")
        || operation.path().endsWith("/update")
        || operation.path().endsWith("/plans")) {
      ObjectNode body = node.putObject("requestBody");
      body.put("description", "The meta-config.").put("required", true);
      ObjectNode content = body.putObject("content");
      for (String type : List.of("application/json", "application/yaml")) {
        ObjectNode media = content.putObject(type);
        media.set("schema", new MetaConfigSchema(schemas).add());
        media.set("example", JsonMapper.shared().valueToTree(MetaConfigSchema.example()));
      }
      return true;
    }
    for (var parameter : method.getMethodParameters()) {
      RequestBody declared = parameter.getParameterAnnotation(RequestBody.class);
      if (declared != null) {
        Class<?> type = parameter.getParameterType();
        ObjectNode body = node.putObject("requestBody");
        body.put("description", comments.ofType(type).orElse("The request."));
        body.put("required", declared.required());
        ObjectNode media = body.putObject("content").putObject(MediaType.APPLICATION_JSON_VALUE);
        media.set("schema", schemas.ofRequest(type));
        return true;
      }
    }
    return false;
  }

  private ObjectNode responses(
      OperationMethods operation,
      HandlerMethod method,
      OperationNames.NamedOperation named,
      boolean hasBody) {
    ObjectNode responses = JSON.objectNode();
    Type result =
        named.result() == null ? method.getMethod().getGenericReturnType() : named.result();
    if (named.dryRun() != null) {
      success(responses, 200, schemas.ofDryRun(named.dryRun(), (Class<?>) result), operation);
    }
    for (int status : named.statuses()) {
      success(responses, status, result == void.class ? null : schemas.of(result), operation);
    }
    if (operation.method().equals("GET")) {
      reference(responses, HttpStatus.NOT_MODIFIED);
    }
    List<HttpStatus> statuses = new ArrayList<>();
    statuses.add(HttpStatus.BAD_REQUEST);
    statuses.add(HttpStatus.UNAUTHORIZED);
    statuses.add(HttpStatus.FORBIDDEN);
    statuses.add(HttpStatus.NOT_FOUND);
    statuses.add(HttpStatus.NOT_ACCEPTABLE);
    if (!operation.method().equals("GET")) {
      statuses.add(HttpStatus.CONFLICT);
      statuses.add(HttpStatus.UNPROCESSABLE_CONTENT);
      if (isConditional(operation)) {
        statuses.add(HttpStatus.PRECONDITION_FAILED);
      }
    }
    if (hasBody) {
      statuses.add(HttpStatus.CONTENT_TOO_LARGE);
      statuses.add(HttpStatus.UNSUPPORTED_MEDIA_TYPE);
    }
    statuses.add(HttpStatus.TOO_MANY_REQUESTS);
    statuses.add(HttpStatus.SERVICE_UNAVAILABLE);
    problems(responses, statuses);
    return responses;
  }

  /**
   * Adds a response.
   *
   * @param schema null if the method writes its answer itself
   */
  private void success(
      ObjectNode responses, int status, @Nullable ObjectNode schema, OperationMethods operation) {
    ObjectNode response = responses.putObject(Integer.toString(status));
    HttpStatus known = HttpStatus.valueOf(status);
    response.put("description", known.getReasonPhrase() + ".");
    ObjectNode headers = response.putObject("headers");
    header(headers, "X-Request-Id", "RequestId");
    if (operation.method().equals("GET")) {
      header(headers, "ETag", "ETag");
    }
    ObjectNode content = response.putObject("content");
    String[] produced = produced(operation.first());
    if (schema == null) {
      for (String each : produced) {
        content.putObject(each).putObject("schema").put("type", "string");
      }
      return;
    }
    content.putObject(MediaType.APPLICATION_JSON_VALUE).set("schema", schema);
    content.putObject("application/yaml").set("schema", schema);
    if (operation.hasStream()) {
      content
          .putObject(MediaType.TEXT_EVENT_STREAM_VALUE)
          .putObject("schema")
          .put("type", "string")
          .put(
              "description",
              "Server-sent events: `id` is the number of the item, `data` the item in JSON.");
    }
  }

  private static String[] produced(HandlerMethod method) {
    RequestMapping mapping =
        AnnotatedElementUtils.findMergedAnnotation(method.getMethod(), RequestMapping.class);
    return mapping == null ? new String[0] : mapping.produces();
  }

  private void problems(ObjectNode responses, List<HttpStatus> statuses) {
    statuses.forEach(status -> reference(responses, status));
    responses.putObject("default").put("$ref", "#/components/responses/Problem");
  }

  private static void reference(ObjectNode responses, HttpStatus status) {
    responses
        .putObject(Integer.toString(status.value()))
        .put("$ref", "#/components/responses/" + name(status));
  }

  private static String name(HttpStatus status) {
    return status.getReasonPhrase().replaceAll("[^A-Za-z]", "");
  }

  private static void header(ObjectNode headers, String name, String component) {
    headers.putObject(name).put("$ref", "#/components/headers/" + component);
  }

  private ObjectNode components() {
    ObjectNode components = JSON.objectNode();
    ObjectNode problem = schemas.of(ProblemDocument.class);
    ObjectNode all = components.putObject("schemas");
    schemas.all().forEach(all::set);
    ObjectNode responses = components.putObject("responses");
    response(responses, "Problem", "Any other error.", problem);
    for (HttpStatus status :
        List.of(
            HttpStatus.BAD_REQUEST,
            HttpStatus.UNAUTHORIZED,
            HttpStatus.FORBIDDEN,
            HttpStatus.NOT_FOUND,
            HttpStatus.NOT_ACCEPTABLE,
            HttpStatus.CONFLICT,
            HttpStatus.PRECONDITION_FAILED,
            HttpStatus.CONTENT_TOO_LARGE,
            HttpStatus.UNSUPPORTED_MEDIA_TYPE,
            HttpStatus.UNPROCESSABLE_CONTENT,
            HttpStatus.TOO_MANY_REQUESTS,
            HttpStatus.SERVICE_UNAVAILABLE)) {
      ObjectNode response = response(responses, name(status), ProblemTexts.of(status), problem);
      if (status == HttpStatus.TOO_MANY_REQUESTS || status == HttpStatus.SERVICE_UNAVAILABLE) {
        header(response.withObjectProperty("headers"), "Retry-After", "RetryAfter");
      }
    }
    responses
        .putObject("NotModified")
        .put("description", "The representation is the one that `If-None-Match` names.");
    Headers.addTo(components);
    components
        .putObject("securitySchemes")
        .putObject("bearer")
        .put("type", "http")
        .put("scheme", "bearer")
        .put("description", "An API key, or an access token of the configured issuer.");
    return components;
  }

  private static ObjectNode response(
      ObjectNode responses, String name, String description, ObjectNode schema) {
    ObjectNode response = responses.putObject(name).put("description", description);
    response.putObject("content").putObject(PROBLEM).set("schema", schema.deepCopy());
    return response;
  }
}
