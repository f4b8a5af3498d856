/** Keeps the selected folder across restarts. */
export interface SettingsStore {
  find(key: string): Promise<{ readonly value: string } | undefined>
  save(setting: SettingUpdate): Promise<unknown>
}

export interface SettingUpdate {
  readonly key: string
  /** JSON text. */
  readonly value: string
  readonly updated_at: string
  /** The stored value that the update requires; `undefined` for any. */
  readonly expected: undefined
}
