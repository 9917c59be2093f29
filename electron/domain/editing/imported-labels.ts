import type { AttributeDefinition, AttributeValue, Label } from '../annotation.ts';
import { paletteHex } from '../palette.ts';
import type { AnnotationModel } from './annotation-model.ts';
import { fitsAttribute } from './plan-attribute.ts';
import type { IdSource } from './id-source.ts';
import { sameValue } from './same-value.ts';

type Attributes = Readonly<Record<string, AttributeValue>>;

/** A label for imported tracks. */
export interface ImportedLabel {
  readonly id: number;
  /** The attributes that fit the label, which learns those that it did not know. */
  readonly fitting: (scope: AttributeDefinition['scope'], attributes: Attributes) => Attributes;
}

/** Finds labels by name and makes those that a project does not have yet. */
export class ImportedLabels {
  readonly #model: AnnotationModel;
  readonly #ids: IdSource;
  readonly #byName: Map<string, Label>;
  readonly #misfits = new Set<string>();

  constructor(model: AnnotationModel, ids: IdSource) {
    this.#model = model;
    this.#ids = ids;
    this.#byName = new Map(model.labels().map((label) => [label.name, label]));
  }

  find(text: string): ImportedLabel {
    const name = text.trim() || 'object';
    const { id } = this.#byName.get(name) ?? this.#make(name);
    return { id, fitting: (scope, attributes) => this.#fitting(name, scope, attributes) };
  }

  /** Labels that are new or have learned attributes. */
  changed(): Label[] {
    return [...this.#byName.values()].filter(
      (label) => !sameValue(label, this.#model.label(label.id)),
    );
  }

  /** What was left out, one sentence each. */
  warnings(): string[] {
    return [...this.#misfits].map(
      (name) => `Values of ${name} were left out: the label's attribute takes others.`,
    );
  }

  #make(name: string): Label {
    const color = paletteHex(this.#byName.size);
    const label = { id: this.#ids.nextLabelId(), name, color, hotkey: null, attributes: [] };
    this.#byName.set(name, label);
    return label;
  }

  #fitting(name: string, scope: AttributeDefinition['scope'], attributes: Attributes): Attributes {
    const entries = Object.entries(attributes).filter(([key, value]) => {
      const label = this.#byName.get(name)!;
      const known = label.attributes.find((attribute) => attribute.name === key);
      if (known === undefined) {
        if (key.trim() === '') return false;
        const definition = { name: key, scope, kind: kindOf(value), choices: [] };
        this.#byName.set(name, { ...label, attributes: [...label.attributes, definition] });
        return true;
      }
      const fits = known.scope === scope && fitsAttribute(known, value);
      if (!fits) this.#misfits.add(`"${key}" of ${name}`);
      return fits;
    });
    return Object.fromEntries(entries);
  }
}

function kindOf(value: AttributeValue): AttributeDefinition['kind'] {
  if (typeof value === 'string') return 'text';
  return typeof value === 'number' ? 'number' : 'flag';
}
