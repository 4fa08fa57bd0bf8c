// Settings of MongoDB, apart from the driver so that listing them loads nothing heavy.
import { addressSetting } from './settings.js'

export const mongoSettings = {
  url: addressSetting('MONGO_URL', 'MongoDB, with the database of this service in the path.', {
    schemes: ['mongodb', 'mongodb+srv'],
  }),
}
