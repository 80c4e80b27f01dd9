package io.beta9.provisioning.api.description;

import io.beta9.provisioning.api.contract.JsonFieldName;
import io.beta9.provisioning.api.contract.JsonRequestConverter;
import io.beta9.provisioning.apimodel.Page;
import io.beta9.provisioning.apimodel.ProblemDocument;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The schemas of the records that the API reads and writes. */
final class RecordSchemas {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int MAX_TEXT = 262_144;

  private final DocComments comments;
  private final Map<String, ObjectNode> schemas = new TreeMap<>();

  RecordSchemas(DocComments comments) {
    this.comments = comments;
  }

  /** Returns all schemas that were referred to, by name. */
  Map<String, ObjectNode> all() {
    return schemas;
  }

  /** Returns the schema of a type, which is a reference if it is a record. */
  ObjectNode of(Type type) {
    return of(type, false);
  }

  /** Returns the schema of a record that is a request. */
  ObjectNode ofRequest(Class<?> type) {
    return of(type, true);
  }

  /**
   * Returns the schema of a response to a dry run, which has the fields of the other response as
   * well. Generators for most languages give a method one result, that of the lowest status of
   * success.
   */
  ObjectNode ofDryRun(Class<?> dryRun, Class<?> otherwise) {
    String name = nameOf(of(dryRun));
    ObjectNode preview = schemas.remove(name);
    ObjectNode other = schemas.get(nameOf(of(otherwise)));
    ObjectNode either = JSON.objectNode().put("type", "object");
    either.put(
        "description",
        preview.path("description").asString()
            + " A dry run returns only `"
            + String.join("`, `", preview.get("properties").propertyNames())
            + "`; the other fields are those of `"
            + otherwise.getSimpleName()
            + "`.");
    ObjectNode fields = either.putObject("properties");
    other.get("properties").properties().forEach(it -> fields.set(it.getKey(), it.getValue()));
    preview.get("properties").properties().forEach(it -> fields.set(it.getKey(), it.getValue()));
    ArrayNode required = JSON.arrayNode();
    preview.path("required").valueStream().filter(isRequiredBy(other)).forEach(required::add);
    if (!required.isEmpty()) {
      either.set("required", required);
    }
    return add(dryRun.getSimpleName() + "Or" + otherwise.getSimpleName(), either);
  }

  private static Predicate<JsonNode> isRequiredBy(ObjectNode other) {
    return field -> other.path("required").valueStream().anyMatch(field::equals);
  }

  private static String nameOf(ObjectNode reference) {
    String path = reference.get("$ref").asString();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  ObjectNode add(String name, ObjectNode schema) {
    schemas.put(name, schema);
    return reference(name);
  }

  static ObjectNode reference(String name) {
    return JSON.objectNode().put("$ref", "#/components/schemas/" + name);
  }

  private ObjectNode of(Type type, boolean request) {
    if (type instanceof ParameterizedType generic) {
      return ofGeneric(generic, request);
    }
    if (!(type instanceof Class<?> plain)
        || plain == Object.class
        || JsonNode.class.isAssignableFrom(plain)) {
      return type instanceof Class<?> node && JsonNode.class.isAssignableFrom(node)
          ? JSON.objectNode().put("type", "object").put("additionalProperties", true)
          : JSON.objectNode();
    }
    if (plain.isRecord()) {
      return ofRecord(plain, request);
    }
    ObjectNode schema = JSON.objectNode();
    switch (plain.getSimpleName()) {
      case "boolean", "Boolean" -> schema.put("type", "boolean");
      case "int", "Integer" -> schema.put("type", "integer").put("format", "int32");
      case "long", "Long" -> schema.put("type", "integer").put("format", "int64");
      case "double", "Double" -> schema.put("type", "number").put("format", "double");
      case "Instant" -> schema.put("type", "string").put("format", "date-time");
      case "Map" -> schema.put("type", "object").put("additionalProperties", true);
      default -> schema.put("type", "string");
    }
    if (plain.isEnum()) {
      throw new IllegalArgumentException("write the enumeration " + plain + " as text");
    }
    return schema;
  }

  private ObjectNode ofGeneric(ParameterizedType type, boolean request) {
    Class<?> raw = (Class<?>) type.getRawType();
    Type[] arguments = type.getActualTypeArguments();
    if (Collection.class.isAssignableFrom(raw)) {
      ObjectNode list = JSON.objectNode().put("type", "array");
      list.set("items", of(arguments[0], request));
      return list;
    }
    if (Map.class.isAssignableFrom(raw)) {
      ObjectNode map = JSON.objectNode().put("type", "object");
      ObjectNode values = of(arguments[1], request);
      if (values.isEmpty()) {
        map.put("additionalProperties", true);
      } else {
        map.set("additionalProperties", values);
      }
      return map;
    }
    if (raw == Page.class && arguments[0] instanceof Class<?> item) {
      return page(item);
    }
    if (arguments.length == 1 && !(arguments[0] instanceof WildcardType)) {
      return of(arguments[0], request);
    }
    return JSON.objectNode().put("type", "object").put("additionalProperties", true);
  }

  private ObjectNode page(Class<?> item) {
    String name = name(item) + "Page";
    ObjectNode page = JSON.objectNode().put("type", "object");
    page.put("description", "A page of a list.");
    ObjectNode fields = page.putObject("properties");
    fields.putObject("items").put("type", "array").set("items", of(item));
    ObjectNode cursor = fields.putObject("next_cursor");
    cursor.putArray("type").add("string").add("null");
    cursor.put("description", "The `cursor` of the next page; null on the last page.");
    page.putArray("required").add("items").add("next_cursor");
    return add(name, page);
  }

  /** Returns the name of a type's schema: that of its class, after the class that encloses it. */
  static String name(Class<?> type) {
    Class<?> enclosing = type.getEnclosingClass();
    return (enclosing == null ? "" : name(enclosing)) + type.getSimpleName();
  }

  private ObjectNode ofRecord(Class<?> type, boolean request) {
    String name = name(type);
    if (schemas.containsKey(name)) {
      return reference(name);
    }
    ObjectNode schema = JSON.objectNode().put("type", "object");
    schemas.put(name, schema);
    comments.ofType(type).ifPresent(text -> schema.put("description", text));
    ObjectNode fields = schema.putObject("properties");
    ArrayNode required = JSON.arrayNode();
    for (RecordComponent component : type.getRecordComponents()) {
      String field = JsonFieldName.of(component);
      boolean isRequired = !request || JsonRequestConverter.isRequired(component);
      fields.set(field, field(type, component, field, request, isRequired));
      if (isRequired && !isOmittedIfAbsent(type, component)) {
        required.add(field);
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    if (request) {
      schema.put("additionalProperties", false);
    } else if (type == ProblemDocument.class) {
      // Extension members (RFC 9457, section 3.2), such as violated-policies of rate limits.
      schema.put("additionalProperties", true);
    }
    return reference(name);
  }

  /** A problem document contains only the members that it has. */
  private static boolean isOmittedIfAbsent(Class<?> type, RecordComponent component) {
    return (type.getSimpleName().equals("ProblemDocument")
            && !List.of("type", "title", "status", "code", "detail").contains(component.getName()))
        || type.getSimpleName().equals("FieldError") && component.getName().equals("code");
  }

  private ObjectNode field(
      Class<?> type, RecordComponent component, String field, boolean request, boolean required) {
    String owner = name(type);
    ObjectNode schema = of(component.getGenericType(), request);
    if (request && component.getType() == String.class) {
      schema.put("maxLength", MAX_TEXT);
    }
    ValueSets.open(owner, field)
        .ifPresent(values -> values.forEach(schema.withArray("x-extensible-enum")::add));
    boolean nullable =
        request ? !required : component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    ValueSets.closed(owner, field)
        .ifPresent(values -> values.forEach(schema.withArray("enum")::add));
    ObjectNode result = schema;
    if (nullable && !type.getSimpleName().equals("ProblemDocument")) {
      if (schema.has("$ref")) {
        result = JSON.objectNode();
        result.putArray("anyOf").add(schema).addObject().put("type", "null");
      } else if (schema.has("type")) {
        String plain = schema.get("type").asString();
        schema.putArray("type").add(plain).add("null");
        if (schema.has("enum")) {
          schema.withArray("enum").addNull();
        }
      }
    }
    String text = comments.ofComponent(type, component.getName()).orElse(null);
    if (text != null && !result.has("$ref")) {
      result.put("description", text);
    }
    return result;
  }
}
